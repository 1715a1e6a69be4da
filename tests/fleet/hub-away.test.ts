import { expect, it } from 'vitest';
import { World } from '../simulation/world.ts';

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;

it.each([1, 2])(
  'a hub that was away for an hour misses nobody who was there all the time: seed %i',
  async (seed) => {
    const world = new World({ seed });
    await world.begin(4);
    await world.pass(5 * MINUTE_MS);
    world.hub.kill();
    world.hubRestartAt = null;
    await world.pass(HOUR_MS);
    await world.hub.start();
    world.checker.hubIsUp();
    for (let minute = 0; minute < 15; minute += 1) await world.pass(MINUTE_MS);
    const rows = world.hub.disk.rows(
      `select subject, body from transition where agent = '' order by position`,
    );
    const found = rows.map(({ subject, body }) => `${String(subject)} ${JSON.parse(String(body)).to}`);
    expect(found.filter((word) => word.endsWith('unknown'))).toEqual([]);
    expect(await world.hub.hub?.store.countAgents()).toMatchObject({ live: 4, lost: 0 });
  },
);
