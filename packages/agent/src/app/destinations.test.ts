import type { ContainerSpec } from '@hale/core/simulate';
import { deliveryPage, destinationPage, problem } from '@hale/protocol';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { anAgent, type TestAgent } from '../testing/agent.ts';
import { receivers } from '../testing/receiver.ts';
import { createAgentApp } from './app.ts';

const WEB: ContainerSpec = { name: 'web', was: { status: 'running', forMs: 60_000 } };

const { internet, to, all } = receivers({ chat: 'state', log: 'event' });
let agent: TestAgent;
beforeEach(async () => {
  to.chat.answer('takes');
  to.log.answer('takes');
  agent = await anAgent([WEB], { internet, destinations: all });
});
afterEach(() => agent.stop());

const ask = (path: string) => createAgentApp(agent.agent).request(path);
const destinations = async () => destinationPage.parse(await (await ask('/destinations')).json()).items;
const deliveries = async (name: string) =>
  deliveryPage.parse(await (await ask(`/destinations/${name}/deliveries`)).json()).items;

it('a destination that is told has nothing waiting', async () => {
  await agent.engine.act('web', { do: 'oom' });
  await agent.pass(10_000);
  const ready = { state: 'ready', because: null, until: null, waiting: 0, givenUp: 0 };
  expect(await destinations()).toMatchObject([
    { name: 'chat', transport: 'test-state', ...ready, lastOutcome: { kind: 'ok', because: null } },
    { name: 'log', transport: 'test-event', ...ready },
  ]);
  expect(await deliveries('chat')).toMatchObject([
    { subject: 'container/web', told: { condition: 'oom-killed' }, due: null, failing: null, inDoubt: false },
  ]);
});

it('one that does not take it has it waiting, and says why', async () => {
  to.chat.answer(500);
  to.log.answer(500);
  await agent.engine.act('web', { do: 'oom' });
  await agent.pass(10_000);
  expect(await destinations()).toMatchObject([
    { name: 'chat', waiting: 1, lastOutcome: { kind: 'retry', because: 'status-500' } },
    { name: 'log', waiting: 1 },
  ]);
  for (const name of ['chat', 'log'])
    expect(await deliveries(name)).toMatchObject([
      {
        subject: 'container/web',
        want: { condition: 'oom-killed' },
        told: null,
        due: expect.any(String),
        failing: { because: 'status-500' },
        givenUp: false,
      },
    ]);
});

it('one that is not tried any more says why', async () => {
  to.chat.answer(410);
  await agent.engine.act('web', { do: 'oom' });
  await agent.pass(10_000);
  expect((await destinations())[0]).toMatchObject({ state: 'disabled', because: 'status-410' });
  expect((await deliveries('chat')).map(({ due }) => due)).toEqual([null]);
});

it('pages, and never tells an option', async () => {
  const first = destinationPage.parse(await (await ask('/destinations?limit=1')).json());
  expect(first).toMatchObject({ items: [{ name: 'chat' }], next: 'chat' });
  const rest = await (await ask('/destinations?limit=1&after=chat')).text();
  expect(destinationPage.parse(JSON.parse(rest))).toMatchObject({ items: [{ name: 'log' }], next: null });
  expect(rest).not.toContain('http://');
});

it('one that is not there', async () => {
  const response = await ask('/destinations/nobody/deliveries');
  expect([response.status, problem.parse(await response.json()).status]).toEqual([404, 404]);
});
