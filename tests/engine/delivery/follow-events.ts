import { type ClientRequest, request } from 'node:http';
import { createInterface } from 'node:readline';

export interface FollowedEvents extends AsyncDisposable {
  /** When the line of the last such event came, by `performance.now()`. */
  seenAt(id: string, action: string): number | undefined;
}

/** A bare reader of the engine's event stream, to take the time from. */
export async function followEvents(socketPath: string): Promise<FollowedEvents> {
  const seen = new Map<string, number>();
  let outgoing: ClientRequest | undefined;
  await new Promise<void>((resolve, reject) => {
    outgoing = request({ socketPath, path: '/events' }, (incoming) => {
      const lines = createInterface({ input: incoming });
      // Once it is let go of.
      for (const stream of [incoming, lines]) stream.on('error', () => undefined);
      lines.on('line', (line) => {
        const { id, Action } = JSON.parse(line);
        seen.set(`${id} ${Action}`, performance.now());
      });
      resolve();
    });
    outgoing.on('error', reject);
    outgoing.end();
  });
  return {
    seenAt: (id, action) => seen.get(`${id} ${action}`),
    [Symbol.asyncDispose]: async () => void outgoing?.destroy(),
  };
}
