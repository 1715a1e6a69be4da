import { once } from 'node:events';
import { type IncomingMessage, STATUS_CODES } from 'node:http';
import type { Duplex } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import { type Fetch, pour, RAW_STREAM, toRequest } from './exchange.ts';

export const MAX_UPGRADE_BODY_BYTES = 1 << 20;

/**
 * A docker CLI asks for an exec's stream by `Upgrade: tcp`. A `Response` cannot be a 101, so the stream of the 200 goes out
 * behind a head of its own.
 */
export async function upgrade(
  fetch: Fetch,
  incoming: IncomingMessage,
  socket: Duplex,
  head: Buffer,
): Promise<void> {
  socket.on('error', () => socket.destroy());
  const body = await readBody(incoming, socket, head);
  const response = await fetch(toRequest(incoming, body));
  if (response.headers.get('content-type') !== RAW_STREAM || response.body === null) {
    const text = Buffer.from(await response.arrayBuffer());
    const lines = [
      `HTTP/1.1 ${response.status} ${STATUS_CODES[response.status] ?? ''}`,
      `Content-Type: ${response.headers.get('content-type')}`,
      `Content-Length: ${text.length}`,
      'Connection: close',
    ];
    socket.end(Buffer.concat([Buffer.from(`${lines.join('\r\n')}\r\n\r\n`), text]));
    return;
  }
  socket.write(
    `HTTP/1.1 101 UPGRADED\r\nContent-Type: ${RAW_STREAM}\r\nConnection: Upgrade\r\nUpgrade: tcp\r\n\r\n`,
  );
  // What the client types is read and dropped: simulated programs have no input.
  socket.resume();
  await pour(response.body, socket);
  socket.end();
}

/** Node 26 has the body on the request; Node 24 has its beginning in `head`, and the rest still on the socket. */
async function readBody(
  incoming: IncomingMessage,
  socket: Duplex,
  head: Buffer,
): Promise<Buffer<ArrayBuffer>> {
  const length = Number(incoming.headers['content-length'] ?? 0);
  if (!(length <= MAX_UPGRADE_BODY_BYTES)) throw new RangeError(`a body of ${length} bytes`);
  let body = await buffer(incoming);
  if (body.length === 0) body = Buffer.concat([head]);
  while (body.length < length) {
    const chunk: unknown = socket.read();
    if (chunk instanceof Uint8Array) body = Buffer.concat([body, chunk]);
    else if (socket.readableEnded || socket.destroyed) throw new Error('the client left within its request');
    else await Promise.race([once(socket, 'readable'), once(socket, 'end'), once(socket, 'close')]);
  }
  return body.subarray(0, length);
}
