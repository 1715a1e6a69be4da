import { createFetchHttp } from '@hale/core/fetch';
import { createSimulatedEngine } from '@hale/core/simulate';
import type { EngineAccess, FindEngine } from './engine.ts';
import type { Io } from './io.ts';

/** Looks for an engine; where there is none, and none was named, says so and makes one up. */
export function findOrSimulate(find: FindEngine): FindEngine {
  return async (flags, io) => {
    const found = await find(flags, io);
    if ('http' in found) return found;
    await io.stderr.write(
      'hale: no engine is configured and no socket of Docker or Podman exists: point hale at one with --host URL or ' +
        'DOCKER_HOST; until then this is a SIMULATED engine, made up and living by itself.\n',
    );
    return simulate(io);
  };
}

function simulate({ clock, random }: Io): EngineAccess {
  const ended = new AbortController();
  const engine = createSimulatedEngine({ clock, random, seed: Math.floor(random() * 2 ** 32) });
  const life = engine.run(ended.signal);
  return {
    http: createFetchHttp((request) => engine.fetch(request)),
    label: 'simulated',
    from: 'none found',
    simulated: true,
    host: null,
    async close() {
      ended.abort();
      await life;
    },
  };
}
