import { HaleError } from '../error.ts';

const NUMBERS: Readonly<Record<string, number>> = {
  HUP: 1,
  INT: 2,
  QUIT: 3,
  KILL: 9,
  USR1: 10,
  USR2: 12,
  TERM: 15,
  CONT: 18,
  STOP: 19,
  WINCH: 28,
};

/** A signal of Linux. */
export interface OsSignal {
  /** Without SIG. */
  readonly name: string;
  readonly number: number;
}

/** `15`, `TERM` and `SIGTERM` are one. Throws `bad-input` for any other text. */
export function parseSignal(text: string): OsSignal {
  const name = text.toUpperCase().replace(/^SIG/, '');
  for (const [known, number] of Object.entries(NUMBERS)) {
    if (known === name || String(number) === text) return { name: known, number };
  }
  throw new HaleError('bad-input', `invalid signal: ${text}`, {
    path: 'signal',
    hint: `Use one of ${Object.keys(NUMBERS).join(', ')}, or its number.`,
  });
}
