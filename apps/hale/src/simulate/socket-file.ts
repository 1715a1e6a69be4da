import { lstatSync, rmSync } from 'node:fs';
import { connect } from 'node:net';
import { HaleError } from '@hale/core';

/** Linux has room for 107 bytes in `sockaddr_un`, macOS for 103. */
export const MAX_SOCKET_PATH_BYTES = 103;

/** Makes way for a socket: removes one that nobody answers on. Throws `bad-input` if the path is taken or too long. */
export async function clearSocket(path: string): Promise<void> {
  if (Buffer.byteLength(path) > MAX_SOCKET_PATH_BYTES) {
    throw taken(
      `${path} is too long for a socket`,
      `A socket's path has at most ${MAX_SOCKET_PATH_BYTES} bytes.`,
    );
  }
  const entry = lstatSync(path, { throwIfNoEntry: false });
  if (entry === undefined) return;
  if (!entry.isSocket()) throw taken(`${path} exists and is not a socket`, 'Choose another path.');
  if (await isAnswered(path)) {
    throw taken(`somebody answers on ${path}`, 'Stop that process, or choose another path.');
  }
  rmSync(path, { force: true });
}

function isAnswered(path: string): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(path);
    socket.once('connect', () => {
      socket.destroy();
      resolve(true);
    });
    socket.once('error', () => resolve(false));
  });
}

function taken(message: string, hint: string): HaleError {
  return new HaleError('bad-input', message, { path: '--socket', hint });
}
