// Serves as many simulated engines as it is told to, each on a socket, and has their containers live until they are to rest.
import { once } from 'node:events';
import { createSimulatedEngine, seededRandom } from '@hale/core/simulate';
import { systemClock } from '@hale/core/system';
import * as z from 'zod';
import { serveOnSocket } from '../../apps/hale/src/simulate/server.ts';
import { chanceOf } from '../engine/delivery/chance.ts';
import { CONTAINERS, takeTurn } from './life.ts';

const { sockets, seed, turnMs } = z
  .object({ sockets: z.array(z.string()), seed: z.int(), turnMs: z.int().min(1) })
  .parse(JSON.parse(process.argv[2] ?? ''));
const word = z.union([z.literal('rest'), z.object({ aheadMs: z.int() })]);

let aheadMs = 0;
const clock = { ...systemClock, now: () => systemClock.now() + aheadMs };
const resting = new AbortController();
const never = new AbortController().signal;

process.on('message', (said) => {
  const told = word.parse(said);
  if (told === 'rest') resting.abort();
  else aheadMs = told.aheadMs;
});
// Whoever has started it is gone.
process.on('disconnect', () => process.exit());

const lives = sockets.map(async (socket, index) => {
  const random = seededRandom(seed + index);
  const engine = createSimulatedEngine({ clock, random, containers: CONTAINERS });
  void engine.run(never);
  await serveOnSocket((request) => engine.fetch(request), socket);
  return { engine, chance: chanceOf(random) };
});
const engines = await Promise.all(lives);
process.send?.('up');

await Promise.all(
  engines.map(async ({ engine, chance }) => {
    while (!resting.signal.aborted) {
      // Some take long, such as a stop that is waited for.
      void takeTurn(engine, chance);
      const at = clock.monotonic() + chance.below(2 * turnMs);
      await clock.sleepUntil(at, resting.signal).catch(() => undefined);
    }
  }),
);
process.send?.('resting');
await once(process, 'disconnect');
