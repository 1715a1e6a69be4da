import { HaleError } from '@hale/core';

/** Primary result codes of SQLite: https://www.sqlite.org/rescode.html */
const PERM = 3;
const BUSY = 5;
const READONLY = 8;
const IOERR = 10;
const CORRUPT = 11;
const FULL = 13;
const CANTOPEN = 14;
const NOTADB = 26;
/** An extended one. */
const CONSTRAINT_CHECK = 275;

/** An error of SQLite, or of the files below it, as hale's; anything else as it is. */
export function failure(error: unknown, path: string): unknown {
  const code = isOfFiles(error) ? CANTOPEN : resultCode(error);
  if (code === null) return error;
  const say = (what: string, hint: string): HaleError =>
    new HaleError('storage', `${path}: ${what}`, { path, hint, cause: error });
  switch (code & 0xff) {
    case FULL:
      return say('the disk is full', 'free some space; hale tries again each minute');
    case READONLY:
      return say(
        'it may not be written',
        'let hale write the file and its folder, or give it another folder',
      );
    case PERM:
    case CANTOPEN:
      return say('it cannot be opened', 'is its folder there, and may hale write to it?');
    case CORRUPT:
    case NOTADB:
      return say('it is damaged', 'start hale again: it moves the file aside and begins a new one');
    case IOERR:
      return say('the disk has failed', 'look at the disk, and at the log of the system');
    case BUSY:
      return new HaleError('timeout', `${path}: another process has it locked`, {
        path,
        hint: 'let only one hale write to a folder',
        cause: error,
      });
    default:
      return new HaleError('storage', `${path}: SQLite failed with code ${code}`, {
        path,
        hint: 'this is a fault of hale: please tell its authors',
        cause: error,
      });
  }
}

export function isDamage(error: unknown): boolean {
  const code = resultCode(error);
  return code !== null && [CORRUPT, NOTADB].includes(code & 0xff);
}

export function isBusy(error: unknown): boolean {
  const code = resultCode(error);
  return code !== null && (code & 0xff) === BUSY;
}

export function isFailedCheck(error: unknown): boolean {
  return resultCode(error) === CONSTRAINT_CHECK;
}

function isOfFiles(error: unknown): boolean {
  return error instanceof Error && 'syscall' in error;
}

function resultCode(error: unknown): number | null {
  if (!(error instanceof Error) || !('errcode' in error)) return null;
  return typeof error.errcode === 'number' ? error.errcode : null;
}
