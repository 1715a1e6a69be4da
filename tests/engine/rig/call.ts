import { type IncomingHttpHeaders, request } from 'node:http';
import { text } from 'node:stream/consumers';

export interface Reply<T = unknown> {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  /** Parsed when the engine says it is JSON, else text. */
  readonly body: T;
}

/** One plain API call, by `node:http`: the rig does not lean on the client that its tests are about. */
export function call<T>(socket: string, method: string, path: string, body?: unknown): Promise<Reply<T>> {
  const binary = body instanceof Uint8Array;
  const type = binary ? 'application/x-tar' : 'application/json';
  return new Promise((resolve, reject) => {
    const contentType = body === undefined ? {} : { 'content-type': type };
    const outgoing = request(
      { socketPath: socket, method, path, headers: contentType, timeout: 30_000 },
      (incoming) => {
        const isJson = incoming.headers['content-type']?.startsWith('application/json') === true;
        const { statusCode: status = 0, headers } = incoming;
        text(incoming)
          .then((said) => resolve({ status, headers, body: isJson && said !== '' ? JSON.parse(said) : said }))
          .catch(reject);
      },
    );
    outgoing.on('timeout', () => outgoing.destroy(new Error(`${method} ${path}: no answer`)));
    outgoing.on('error', reject);
    outgoing.end(binary || body === undefined ? body : JSON.stringify(body));
  });
}
