import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { Duplex } from 'node:stream';
import { bodyOf, type Fetch, RAW_STREAM, send, toRequest } from './exchange.ts';
import { clearSocket } from './socket-file.ts';
import { upgrade } from './upgrade.ts';

export interface SocketServer {
  /** Cuts every connection and removes the socket. */
  close(): Promise<void>;
}

/** Serves the Docker API of a simulated engine on a Unix socket. Throws a `bad-input` HaleError if the path is taken. */
export async function serveOnSocket(fetch: Fetch, path: string): Promise<SocketServer> {
  await clearSocket(path);
  const upgraded = new Set<Duplex>();
  const server = createServer((incoming, outgoing) => {
    serve(fetch, incoming, outgoing).catch((error: unknown) => refuse(outgoing, error));
  });
  server.on('upgrade', (incoming, socket, head) => {
    upgraded.add(socket);
    socket.once('close', () => upgraded.delete(socket));
    upgrade(fetch, incoming, socket, head).catch(() => socket.destroy());
  });
  server.listen(path);
  await once(server, 'listening');
  return {
    async close() {
      const closed = once(server, 'close');
      server.close();
      server.closeAllConnections();
      for (const socket of upgraded) socket.destroy();
      await closed;
    },
  };
}

async function serve(fetch: Fetch, incoming: IncomingMessage, outgoing: ServerResponse): Promise<void> {
  const response = await fetch(toRequest(incoming, bodyOf(incoming)));
  // As the engine does it: such a stream has neither length nor chunks, and ends with its connection.
  if (response.headers.get('content-type') === RAW_STREAM) {
    outgoing.shouldKeepAlive = false;
    outgoing.removeHeader('transfer-encoding');
  }
  await send(response, outgoing);
}

/** A fault of ours, or a client that broke off. */
function refuse(outgoing: ServerResponse, error: unknown): void {
  if (outgoing.headersSent) outgoing.destroy();
  else
    outgoing
      .writeHead(500, { 'content-type': 'application/json' })
      .end(JSON.stringify({ message: String(error) }));
}
