import { randomUUID } from 'node:crypto';
import { open, readFile, rename, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { tokenKind } from '@hale/api';
import * as z from 'zod';

/** Who an agent is to a hub. The token is a secret. */
export interface Identity {
  /** Of the hub: its token goes nowhere else. */
  readonly url: string;
  /** The hub's own id. */
  readonly hub: string;
  readonly agent: string;
  readonly token: string;
  /** The key of the invitation by which it came. */
  readonly by: string;
}

/** Where an identity is kept. */
export interface IdentityKeep {
  /** As people call it; `null`: nowhere, and the next start needs another invitation. */
  readonly place: string | null;
  /** `null`: there is none that can be read. */
  read(): Promise<Identity | null>;
  /** Throws where it cannot be written; until the end of the process it is kept all the same. */
  write(identity: Identity): Promise<void>;
}

const identity = z.object({
  url: z.url(),
  hub: z.string(),
  agent: z.string(),
  token: z.string().refine((text) => tokenKind(text) === 'agent'),
  by: z.string(),
});

/** Its owner alone may read it. */
const PRIVATE = 0o600;

/** In a file of a folder, replaced as a whole: a power cut leaves the one before or the one after. */
export function identityFile(folder: string, name: string): IdentityKeep {
  const path = join(folder, name);
  // A disk that is full takes no file, and the invitation has been used.
  let newest: Identity | null = null;
  return {
    place: path,
    async read() {
      if (newest !== null) return newest;
      try {
        return identity.parse(JSON.parse(await readFile(path, 'utf8')));
      } catch {
        return null;
      }
    },
    async write(next) {
      newest = next;
      const draft = join(folder, `.${name}.${randomUUID()}`);
      try {
        await writeDown(draft, `${JSON.stringify(next)}\n`);
        await rename(draft, path);
      } catch (error) {
        await rm(draft, { force: true });
        throw error;
      }
      await syncFolder(dirname(path));
    },
  };
}

/** For as long as the process lives. */
export function identityInMemory(): IdentityKeep {
  let kept: Identity | null = null;
  return {
    place: null,
    read: async () => kept,
    write: async (next) => {
      kept = next;
    },
  };
}

async function writeDown(path: string, text: string): Promise<void> {
  await using file = await open(path, 'wx', PRIVATE);
  await file.writeFile(text);
  await file.sync();
}

/** The name of a file is on disk once its folder is. Windows has no such call, and needs none. */
async function syncFolder(path: string): Promise<void> {
  if (process.platform === 'win32') return;
  await using folder = await open(path, 'r');
  await folder.sync();
}
