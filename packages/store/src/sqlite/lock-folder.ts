import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { HaleError } from '@hale/core';
import { failure, isBusy } from './failure.ts';

/**
 * Makes this process the one agent of a folder, which it creates if need be: an exclusive transaction on a file of its own, that the
 * system lets go of however the process ends. Gives back how to let go before.
 *
 * Throws `conflict` while another agent has the folder.
 */
export function lockFolder(folder: string): () => void {
  const path = join(folder, 'agent.lock');
  try {
    mkdirSync(folder, { recursive: true, mode: 0o700 });
    const db = new DatabaseSync(path, { timeout: 0 });
    try {
      db.exec('begin exclusive');
    } catch (error) {
      db.close();
      throw error;
    }
    return () => db.close();
  } catch (error) {
    if (!isBusy(error)) throw failure(error, path);
    throw new HaleError('conflict', `another agent has ${folder}`, {
      path: folder,
      hint: 'end that agent, or give this one a folder of its own',
      cause: error,
    });
  }
}
