import type { ContainerSpec } from '@hale/core/simulate';
import { expect, test } from 'vitest';
import { takeInventory } from './inventory.ts';
import { aTestEngine } from './testing/engine.ts';
import { scriptedProbes } from './testing/scripted-probes.ts';

const live: ContainerSpec[] = Array.from({ length: 20 }, (_, n) => ({
  name: `web-${n}`,
  was: { status: 'running', forMs: 60_000 },
}));
const down: ContainerSpec = { name: 'job', was: { status: 'exited', exitCode: 2, agoMs: 1_000 } };

test('is what runs, in the order of the engine', async () => {
  const { http, clock, engine } = aTestEngine(...live, down);
  const names = (await takeInventory(http, { clock })).map(({ container }) => container.name);
  const listed = await (await engine.fetch(new Request('http://docker/containers/json'))).json();
  expect(names).toEqual((listed as { Names: string[] }[]).map(({ Names }) => Names[0]?.slice(1)));
  expect(names).toHaveLength(20);
});

test('is everything on demand, with since when', async () => {
  const { http, clock } = aTestEngine(...live, down);
  const views = await takeInventory(http, { clock, all: true });
  expect(views).toHaveLength(21);
  expect(views.find(({ subject }) => subject === 'container/job')).toMatchObject({
    condition: 'crashed',
    since: { at: clock.now() - 1_000, exact: true },
  });
});

test('leaves out what goes between the list and its inspect', async () => {
  const { http, clock } = aTestEngine(...live);
  const racing: typeof http = async (request) => {
    return http({
      ...request,
      url: request.url.replace(/containers\/[0-9a-f]+\/json/, 'containers/nobody/json'),
    });
  };
  expect(await takeInventory(racing, { clock })).toEqual([]);
});

test('is an error when the engine is not there', async () => {
  const { http, clock, answer } = aTestEngine(...live);
  answer(false);
  await expect(takeInventory(http, { clock })).rejects.toMatchObject({ code: 'unreachable' });
});

test("has each check that is hale's run once", async () => {
  const labels = { 'hale.check.tcp': '5432', 'hale.retries': '1' };
  const { http, clock } = aTestEngine(...live, {
    ...down,
    name: 'db',
    labels,
    was: { status: 'running', forMs: 60_000 },
  });
  const probes = scriptedProbes(clock);
  probes.says.set('db', 1);
  const views = await takeInventory(http, { clock, checks: { run: probes.run } });
  expect(views.find(({ subject }) => subject === 'container/db')?.condition).toBe('unhealthy');
  expect(probes.runs).toEqual(['db tcp']);
});
