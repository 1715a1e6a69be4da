import { Agent, request } from 'node:http';
import { until } from '../rig/index.ts';

/** One that the engine keeps in each event: with it a few hundred events fill a socket. */
export const LONG_LABEL = { long: 'x'.repeat(16 << 10) };

const HEARD_WITHIN_MS = 3_000;

/** Where a name is no subject: to be renamed there is an event, and no news. */
export const IN_COMPOSE = {
  'com.docker.compose.project': 'flood',
  'com.docker.compose.service': 'web',
};

/** Renames a container to and fro, one call after the other on one connection: the milliseconds that each took. */
export async function renames(socket: string, id: string, count: number): Promise<readonly number[]> {
  const agent = new Agent({ keepAlive: true, maxSockets: 1 });
  const took: number[] = [];
  try {
    for (let n = 0; n < count; n += 1) {
      const began = performance.now();
      await rename(agent, socket, id, `flood-${id.slice(0, 8)}-${n % 2}`);
      took.push(performance.now() - began);
    }
    return took;
  } finally {
    agent.destroy();
  }
}

/** Renames a container that goes by its name until somebody hears of it: what was there when hale began to look is no news. */
export async function untilHeard(socket: string, id: string, isHeard: () => boolean): Promise<void> {
  const renameAndHear = async (): Promise<boolean> => {
    await renames(socket, id, 2);
    return until('a word of it', isHeard, HEARD_WITHIN_MS);
  };
  await until('a first word', renameAndHear, 10 * HEARD_WITHIN_MS);
}

function rename(agent: Agent, socketPath: string, id: string, name: string): Promise<void> {
  return new Promise((resolve, reject) => {
    const options = { agent, socketPath, method: 'POST', path: `/containers/${id}/rename?name=${name}` };
    const outgoing = request(options, (incoming) => {
      incoming.resume();
      if (incoming.statusCode === 204) incoming.on('end', resolve);
      else reject(new Error(`rename: ${incoming.statusCode}`));
    });
    outgoing.on('error', reject);
    outgoing.end();
  });
}
