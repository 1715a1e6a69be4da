import { HaleError } from '@hale/core';
import { Stop } from './io.ts';
import { printable } from './screen/text.ts';

/** What a command ends with, besides what its own answer says. */
export const EXIT = { ok: 0, no: 1, failed: 2 } as const;

/** 1: what was asked about is not there; 2: hale could not look; 128 + n: stopped by signal n. */
export function exitCodeOf(error: unknown): number {
  if (error instanceof Stop) return error.exitCode;
  return error instanceof HaleError && error.code === 'not-found' ? EXIT.no : EXIT.failed;
}

/** What to print of it: what is wrong, then what to do. Nothing, if somebody asked for the end. */
export function explain(error: unknown): string {
  if (error instanceof Stop) return '';
  if (!(error instanceof HaleError)) {
    const trace = error instanceof Error ? (error.stack ?? error.message) : String(error);
    return `hale: this is a fault in hale, please report it:\n${trace}\n`;
  }
  const hint = error.hint === undefined ? '' : `  ${printable(error.hint)}\n`;
  return `hale: ${printable(error.message)}\n${hint}`;
}
