import { HaleError } from '@hale/core';
import { expect, it } from 'vitest';
import { SWEEP_MS } from './sweep.ts';
import { aChange, anAgentSession } from './testing/agent.ts';
import { aHub } from './testing/hub.ts';

it('a hub that finds its disk full when it begins goes on once there is room', async () => {
  let full = false;
  const { hub, clock, ...rest } = await aHub({
    over: (sql) => ({
      ...sql,
      batch: (...statements) =>
        full
          ? Promise.reject(new HaleError('storage', 'hub.db: the disk is full'))
          : sql.batch(...statements),
    }),
  });
  await anAgentSession({ hub, clock, ...rest }, { changes: [aChange('web', 'unhealthy')] });
  full = true;
  const stop = new AbortController();
  const done = hub.run(stop.signal);
  await clock.advance(SWEEP_MS);
  const reasons = async () => (await hub.status()).reasons.map(({ message }) => message);
  expect(await reasons()).toContainEqual(expect.stringMatching(/^cannot begin to tell: .*the disk is full/));
  full = false;
  await clock.advance(SWEEP_MS);
  expect(await reasons()).toEqual([]);
  stop.abort();
  await done;
});
