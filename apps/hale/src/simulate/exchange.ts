import { once } from 'node:events';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { Readable } from 'node:stream';

export type Fetch = (request: Request) => Promise<Response>;

type Body = ReadableStream<Uint8Array> | Buffer<ArrayBuffer> | null;

/** The type of an exec's stream. */
export const RAW_STREAM = 'application/vnd.docker.raw-stream';

const ANY_ORIGIN = 'http://engine';

/** A request of node:http as the platform has it. Headers say nothing to a simulated engine, and are left out. */
export function toRequest({ method = 'GET', url = '/' }: IncomingMessage, body: Body): Request {
  return new Request(new URL(url, ANY_ORIGIN), { method, body, ...(body !== null && { duplex: 'half' }) });
}

export function bodyOf(incoming: IncomingMessage): Body {
  const hasBody = incoming.method !== 'GET' && incoming.method !== 'HEAD';
  return hasBody ? (Readable.toWeb(incoming) as ReadableStream<Uint8Array>) : null;
}

/** Sends the head at once, and the body at the reader's pace; lets go of it if the reader leaves. */
export async function send(response: Response, outgoing: ServerResponse): Promise<void> {
  outgoing.writeHead(response.status, Object.fromEntries(response.headers));
  if (response.body === null) {
    outgoing.end();
    return;
  }
  outgoing.flushHeaders();
  await pour(response.body, outgoing);
  outgoing.end();
}

interface Sink {
  readonly destroyed: boolean;
  write(chunk: Uint8Array): boolean;
  once(event: string, listener: () => void): unknown;
}

export async function pour(
  body: ReadableStream<Uint8Array>,
  sink: Sink & NodeJS.EventEmitter,
): Promise<void> {
  const reader = body.getReader();
  const left = new AbortController();
  sink.once('close', () => {
    left.abort();
    void reader.cancel();
  });
  for (;;) {
    const { done, value } = await reader.read();
    if (done || sink.destroyed) return;
    if (sink.write(value)) continue;
    try {
      await once(sink, 'drain', { signal: left.signal });
    } catch {
      return;
    }
  }
}
