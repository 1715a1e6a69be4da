import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { onTestFinished } from 'vitest';

export interface Answer {
  readonly status: number;
  readonly text?: string;
  readonly headers?: Readonly<Record<string, string>>;
}

/** A real HTTP server that plays receiver. It takes everything with `ok`, until it is told otherwise. */
export interface Receiver {
  readonly origin: string;
  /** With its path, each message that has come, in their order, taken or not. */
  readonly heard: readonly { readonly path: string; readonly body: string }[];
  answer(how: Answer | 'hangs'): void;
}

export async function receiver(): Promise<Receiver> {
  const heard: { path: string; body: string }[] = [];
  const hanging = new Set<ServerResponse>();
  let how: Answer | 'hangs' = { status: 200, text: 'ok' };
  const take = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    // Its sender may be killed in the middle of it.
    const body = await text(request).catch(() => null);
    if (body === null) return;
    heard.push({ path: request.url ?? '', body });
    if (how === 'hangs') hanging.add(response);
    else reply(response, how);
  };
  const server = createServer((request, response) => void take(request, response));
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  return {
    origin: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    heard,
    answer(next) {
      how = next;
      if (how === 'hangs') return;
      for (const response of hanging) reply(response, how);
      hanging.clear();
    },
  };
}

function reply(response: ServerResponse, { status, text: said = '', headers = {} }: Answer): void {
  response.writeHead(status, headers).end(said);
}
