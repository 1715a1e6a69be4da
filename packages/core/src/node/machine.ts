import { open, stat } from 'node:fs/promises';
import { homedir } from 'node:os';
import { HaleError } from '../error.ts';

/** What discovery wants to know of the machine it runs on. */
export interface Machine {
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly home: string;
  /** As Node names it. */
  readonly platform: string;
  /** `undefined` where users have no number. */
  readonly uid: number | undefined;
  /** Text of a file, `null` if there is none. */
  readText(path: string): Promise<string | null>;
  /** `false` only if there is certainly nothing: what may not be looked at does exist. */
  exists(path: string): Promise<boolean>;
}

/** Far above any settings file or certificate of Docker's. */
export const SETTINGS_FILE_LIMIT_BYTES = 1024 * 1024;

export function thisMachine(): Machine {
  return {
    env: process.env,
    home: homedir(),
    platform: process.platform,
    uid: process.getuid?.(),
    readText,
    exists,
  };
}

async function readText(path: string): Promise<string | null> {
  try {
    await using file = await open(path);
    const { size } = await file.stat();
    if (size > SETTINGS_FILE_LIMIT_BYTES) {
      throw new HaleError('too-large', `${path}: over ${SETTINGS_FILE_LIMIT_BYTES} bytes`, { path });
    }
    return await file.readFile('utf8');
  } catch (error) {
    if (error instanceof HaleError) throw error;
    if (isAbsent(error)) return null;
    const code = codeOf(error);
    throw new HaleError(
      code === 'EACCES' || code === 'EPERM' ? 'permission' : 'bad-input',
      `${path}: cannot be read (${code})`,
      {
        path,
        cause: error,
      },
    );
  }
}

async function exists(path: string): Promise<boolean> {
  try {
    await stat(path);
    return true;
  } catch (error) {
    return !isAbsent(error);
  }
}

function isAbsent(error: unknown): boolean {
  return ['ENOENT', 'ENOTDIR'].includes(codeOf(error));
}

function codeOf(error: unknown): string {
  return error instanceof Error && 'code' in error ? String(error.code) : String(error);
}
