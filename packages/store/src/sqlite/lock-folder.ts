import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { HaleError } from '@hale/core';
import { failure, isBusy } from './failure.ts';

/**
 * Makes this process the one agent, or the one hub, of a folder, which it creates if need be: an exclusive transaction on a file of its
 * own, that the system lets go of however the process ends. Gives back how to let go before.
 *
 * Throws `conflict` while another one has the folder.
 */
export function lockFolder(folder: string, who: 'agent' | 'hub' = 'agent'): () => void {
  const path = join(folder, `${who}.lock`);
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
    throw new HaleError('conflict', `another ${who} has ${folder}`, {
      path: folder,
      hint: `end that ${who}, or give this one a folder of its own`,
      cause: error,
    });
  }
}
