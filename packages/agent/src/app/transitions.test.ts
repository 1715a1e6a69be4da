import type { ContainerSpec } from '@hale/core/simulate';
import { problem, transitionPage } from '@hale/protocol';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { anAgent, journalOf, type TestAgent } from '../testing/agent.ts';
import { createAgentApp } from './app.ts';

const WEB: ContainerSpec = { name: 'web', was: { status: 'running', forMs: 60_000 } };
const DB: ContainerSpec = { name: 'db', was: { status: 'running', forMs: 60_000 } };

let agent: TestAgent;
beforeEach(async () => {
  agent = await anAgent([WEB, DB]);
  for (const act of ['pause', 'unpause', 'pause'] as const) {
    await agent.engine.act('web', { do: act });
    await agent.pass(1_000);
  }
});
afterEach(() => agent.stop());

const ask = (query: string) => createAgentApp(agent.agent).request(`/transitions${query}`);
const page = async (query: string) => transitionPage.parse(await (await ask(query)).json());

it('is the journal, newest first', async () => {
  const entries = (await journalOf(agent.store)).toReversed();
  const { items, next } = await page('');
  expect(items.map(({ entry, epoch, seq }) => ({ id: entry, epoch, seq }))).toEqual(
    entries.map(({ id, epoch, seq }) => ({ id, epoch, seq })),
  );
  expect(items[0]).toMatchObject({ subject: 'container/web', from: 'running', to: 'paused', name: 'web' });
  expect(items[0]?.fromAt).toBe(items[1]?.at);
  expect(next).toBeNull();
});

it('comes in pages, each entry once, also while it grows', async () => {
  const all = (await page('')).items.map(({ seq }) => seq);
  const first = await page('?limit=2');
  await agent.engine.act('db', { do: 'pause' });
  await agent.pass(1_000);
  const second = await page(`?limit=2&before=${first.next}`);
  const third = await page(`?limit=2&before=${second.next}`);
  expect([first, second, third].flatMap(({ items }) => items.map(({ seq }) => seq))).toEqual(all);
  expect(third.next).toBeNull();
});

it('is of one subject, and since a time', async () => {
  const web = (await page('?subject=container%2Fweb')).items;
  expect(web.map(({ to }) => to)).toEqual(['paused', 'running', 'paused', 'running']);
  const since = web[1]?.at ?? '';
  expect((await page(`?subject=container/web&since=${since}`)).items).toEqual(web.slice(0, 2));
  expect((await page('?subject=container/nobody')).items).toEqual([]);
});

it.each([
  ['?before=5', 'before'],
  ['?before=a-0', 'before'],
  ['?before=a-1%27', 'before'],
  ['?since=yesterday', 'since'],
  ['?since=2026-01-01', 'since'],
  ['?subject=', 'subject'],
  ['?after=a-1', 'after'],
])('names what is wrong with %s', async (query, path) => {
  const response = await ask(query);
  expect([response.status, problem.parse(await response.json()).errors?.[0]?.path]).toEqual([400, path]);
});
