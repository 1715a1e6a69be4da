import { transitionPage } from '@hale/protocol';
import { beforeEach, expect, it } from 'vitest';
import { aFleet, type TestFleet } from '../testing/fleet.ts';

let theFleet: TestFleet;
beforeEach(async () => {
  theFleet = await aFleet();
});

const page = async (query: string) => transitionPage.parse((await theFleet.ask(`/transitions${query}`)).json);

it('are of all agents, and of the agents themselves, newest first, in pages', async () => {
  const seen: string[] = [];
  let before = '';
  for (;;) {
    const { items, next } = await page(`?limit=4${before}`);
    seen.push(
      ...items.map(({ host, subject, to }) => `${host} ${subject.split('/').slice(2).join('/')} ${to}`),
    );
    if (next === null) break;
    before = `&before=${next}`;
  }
  expect(seen).toEqual([
    'twin container/web running',
    'twin  running',
    'twin container/web running',
    'twin  running',
    'barn container/web healthy',
    'barn  running',
    'shed container/db unhealthy',
    'shed container/cache healthy',
    'shed container/shop/web/1 healthy',
    'shed container/shop/web/2 healthy',
    'shed  running',
  ]);
});

it('are of one agent, or of one subject', async () => {
  const { id } = theFleet.barn.agent;
  const subjects = async (query: string) => (await page(query)).items.map(({ subject }) => subject);
  expect(await subjects('?agent=barn')).toEqual([`agent/${id}/container/web`, `agent/${id}`]);
  expect(await subjects(`?agent=${id}&limit=1`)).toEqual([`agent/${id}/container/web`]);
  expect(await subjects(`?subject=agent/${id}/container/web`)).toEqual([`agent/${id}/container/web`]);
  expect(await subjects(`?agent=shed&subject=agent/${id}`)).toEqual([]);
});

it('of nobody are none', async () => {
  expect((await theFleet.ask('/transitions?agent=nobody')).status).toBe(404);
  expect((await theFleet.ask('/transitions?agent=twin')).status).toBe(409);
});
