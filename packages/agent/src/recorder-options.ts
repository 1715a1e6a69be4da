import type { AgentOptions } from './agent.ts';
import { randomName } from './random-name.ts';
import type { RecorderOptions } from './recorder.ts';

/** What a recorder needs of all that an agent has. */
export function recorderOptions({
  store,
  hash,
  random,
  clock,
  destinations = [],
  log,
}: Pick<AgentOptions, 'store' | 'hash' | 'random' | 'clock' | 'destinations' | 'log'>): RecorderOptions {
  return {
    store,
    hash,
    newEpoch: () => randomName(random),
    now: () => clock.now(),
    destinations: destinations.filter(({ transport }) => transport.capabilities.delivery === 'state'),
    ...(log && { log }),
  };
}
