import { newJournal } from '@hale/core';
import { NOON } from '@hale/core/testing';
import { problem, transitionPage } from '@hale/protocol';
import { createMemoryStore } from '@hale/store/memory';
import { aBatch, aChange } from '@hale/store/testing';
import { beforeEach, expect, it } from 'vitest';
import { transitionsRoutes } from './transitions.ts';

let store: ReturnType<typeof createMemoryStore>;
beforeEach(async () => {
  store = createMemoryStore();
  await grow('web', 'db', 'web', 'db', 'web');
});

/** A change a second. */
async function grow(...names: readonly string[]): Promise<void> {
  const { tip } = await store.load();
  const seq = tip?.seq ?? 0;
  const changes = names.map((name, n) => aChange(name, { at: NOON + (seq + n) * 1_000 }));
  await store.commit(await aBatch(tip ?? newJournal('e'), changes, { tip }));
}

const ask = (query: string) => transitionsRoutes({ store }).request(`/transitions${query}`);
const page = async (query: string) => transitionPage.parse(await (await ask(query)).json());
const seqs = ({ items }: Awaited<ReturnType<typeof page>>) => items.map(({ seq }) => seq);

it('are the journal, newest first', async () => {
  const { items, next } = await page('');
  expect(items.map(({ seq, name }) => `${seq} ${name}`)).toEqual(['5 web', '4 db', '3 web', '2 db', '1 web']);
  expect(items[0]).toMatchObject({ epoch: 'e', subject: 'container/web', from: null, to: 'healthy' });
  expect(next).toBeNull();
});

it('come in pages, each entry once, also while the journal grows', async () => {
  const first = await page('?limit=2');
  expect(first.next).toBe('e-4');
  await grow('web');
  const second = await page(`?limit=2&before=${first.next}`);
  const third = await page(`?limit=2&before=${second.next}`);
  expect([first, second, third].map(seqs)).toEqual([[5, 4], [3, 2], [1]]);
  expect(third.next).toBeNull();
});

it('are of one subject, and since a time', async () => {
  expect(seqs(await page('?subject=container%2Fdb'))).toEqual([4, 2]);
  const since = new Date(NOON + 2_000).toISOString();
  expect(seqs(await page(`?since=${since}`))).toEqual([5, 4, 3]);
  expect(seqs(await page(`?subject=container/db&since=${since}`))).toEqual([4]);
  expect((await page('?subject=container/nobody')).items).toEqual([]);
});

it.each([
  ['?before=5', 'before'],
  ['?before=a-0', 'before'],
  ['?before=a-1%27', 'before'],
  ['?since=yesterday', 'since'],
  ['?since=2026-01-01', 'since'],
  ['?subject=', 'subject'],
  ['?limit=201', 'limit'],
  ['?after=a-1', 'after'],
])('name what is wrong with %s', async (query, path) => {
  const response = await ask(query);
  expect([response.status, problem.parse(await response.json()).errors?.[0]?.path]).toEqual([400, path]);
});
