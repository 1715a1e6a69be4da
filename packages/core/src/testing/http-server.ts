import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { createServer, type RequestListener, type Server } from 'node:http';
import {
  type AddressInfo,
  createServer as createNetServer,
  type Server as NetServer,
  type Socket,
} from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

export interface TestServer {
  /** Unix socket, when it listens on one. */
  readonly path: string;
  readonly port: number;
  /** Connections that are open now. */
  readonly open: () => number;
  /** Connections that were ever opened. */
  readonly accepted: () => number;
  close(): Promise<void>;
}

export type ListenOn = 'unix' | 'tcp';

/** A real HTTP server on a temporary socket. */
export function serve(handler: RequestListener, on: ListenOn = 'unix'): Promise<TestServer> {
  return listen(createServer(handler), on);
}

/** A real server that speaks bytes, for what no HTTP library would send. */
export function serveBytes(handler: (socket: Socket) => void, on: ListenOn = 'unix'): Promise<TestServer> {
  return listen(createNetServer(handler), on);
}

export async function listen(server: Server | NetServer, on: ListenOn): Promise<TestServer> {
  const folder = on === 'unix' ? await mkdtemp(join(tmpdir(), 'hale-')) : '';
  const path = on === 'unix' ? join(folder, 'http.sock') : '';
  const sockets = new Set<Socket>();
  let accepted = 0;
  server.on('connection', (socket: Socket) => {
    accepted += 1;
    sockets.add(socket);
    socket.on('error', () => undefined).once('close', () => sockets.delete(socket));
  });
  await once(on === 'unix' ? server.listen(path) : server.listen(0, '127.0.0.1'), 'listening');
  return {
    path,
    port: on === 'unix' ? 0 : (server.address() as AddressInfo).port,
    open: () => sockets.size,
    accepted: () => accepted,
    async close() {
      const closed = once(server, 'close');
      server.close();
      for (const socket of sockets) socket.destroy();
      await closed;
      if (on === 'unix') await rm(folder, { recursive: true, force: true });
    },
  };
}
