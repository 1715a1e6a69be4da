import { chmod, rm } from 'node:fs/promises';
import type { Server } from 'node:net';
import { HaleError } from '@hale/core';
import { createAdaptorServer } from '@hono/node-server';
import type { Hono } from 'hono';

/** A port of this machine, or a Unix socket that only its owner can use. */
export type Place = { readonly host: string; readonly port: number } | { readonly path: string };

export interface Served {
  /** Where it is, as a person would type it. */
  readonly label: string;
  close(): Promise<void>;
}

/** Only the owner of the process. */
const PRIVATE = 0o600;

/**
 * Answers HTTP with the app. A socket file that another process has left behind is replaced.
 *
 * @throws HaleError `refused` when the place is taken or forbidden
 */
export async function serveApp(app: Pick<Hono, 'fetch'>, place: Place): Promise<Served> {
  const server = createAdaptorServer({ fetch: app.fetch });
  if ('path' in place) await rm(place.path, { force: true });
  await new Promise<void>((resolve, reject) => {
    server.once('error', (error: Error) => reject(cannotListen(error, place)));
    server.listen('path' in place ? { path: place.path } : place, resolve);
  });
  if ('path' in place) await chmod(place.path, PRIVATE);
  return {
    label: labelOf(server, place),
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        if ('closeAllConnections' in server) server.closeAllConnections();
      }),
  };
}

function cannotListen(error: Error, place: Place): HaleError {
  const where = 'path' in place ? place.path : authority(place.host, place.port);
  const code = 'code' in error ? String(error.code) : error.message;
  const why = code === 'EADDRINUSE' ? 'something else listens there' : code;
  return new HaleError('refused', `cannot listen on ${where}: ${why}`, {
    path: 'listen',
    hint: 'Choose another with --listen HOST:PORT.',
  });
}

function labelOf(server: Pick<Server, 'address'>, place: Place): string {
  if ('path' in place) return `unix:${place.path}`;
  const address = server.address();
  // The port may have been chosen by the system.
  const port = typeof address === 'object' && address !== null ? address.port : place.port;
  return `http://${authority(place.host, port)}`;
}

function authority(host: string, port: number): string {
  return host.includes(':') ? `[${host}]:${port}` : `${host}:${port}`;
}
