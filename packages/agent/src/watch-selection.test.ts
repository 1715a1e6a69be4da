import type { ContainerSpec } from '@hale/core/simulate';
import { afterEach, expect, test } from 'vitest';
import { anAgent, type TestAgent } from './testing/agent.ts';
import { aTestEngine } from './testing/engine.ts';
import { RECONCILE_MS, type Select } from './watch.ts';

const WEB: ContainerSpec = { name: 'web', was: { status: 'running', forMs: 60_000 } };
const NOISY: ContainerSpec = { name: 'noisy', was: { status: 'running', forMs: 60_000 } };
const SELECT: Select = ({ name }) => !name.startsWith('noisy');

const running: TestAgent[] = [];
afterEach(async () => {
  for (const agent of running.splice(0)) await agent.stop();
});

async function selecting(select: Select, ...containers: ContainerSpec[]) {
  const agent = await anAgent(aTestEngine(...containers), { watch: { select } });
  running.push(agent);
  return agent;
}

test('what is left out costs no inspect, whatever it does', async () => {
  const { engine, pass, news, agent } = await selecting(SELECT, WEB, NOISY);
  expect(await news()).toEqual(['container/web null → running by baseline']);
  for (let n = 0; n < 5; n += 1) {
    await engine.act('noisy', { do: 'exit', code: 1 });
    await engine.act('noisy', { do: 'start' });
    await pass(RECONCILE_MS);
  }
  expect(await news()).toEqual([]);
  expect(agent.view.calls.inspect).toBe(1);
});

test('what is renamed into the selection comes into sight, and out of it again', async () => {
  const { engine, pass, news } = await selecting(SELECT, WEB, NOISY);
  await news();
  await engine.act('noisy', { do: 'rename', name: 'quiet' });
  await pass(RECONCILE_MS);
  expect(await news()).toEqual([expect.stringMatching(/^container\/quiet null → running by \w+$/)]);
  await engine.act('quiet', { do: 'rename', name: 'noisy2' });
  await pass(RECONCILE_MS + 5_000);
  expect(await news()).toEqual([expect.stringMatching(/^container\/quiet running → removed by \w+$/)]);
  await engine.act('web', { do: 'pause' });
  await pass(100);
  expect(await news()).toEqual(['container/web running → paused by pause']);
});

test('an engine with nothing to watch is in sight all the same', async () => {
  const { agent, news } = await selecting(() => false, WEB, NOISY);
  expect(await news()).toEqual([]);
  expect([agent.view.engine.sight, agent.status.status]).toEqual(['in-sight', 'pass']);
});
