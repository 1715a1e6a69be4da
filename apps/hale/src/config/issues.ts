import type * as z from 'zod';
import { nearest } from './nearest.ts';
import type { Path } from './problem.ts';

/** What is wrong with one value. */
export interface Fault {
  readonly path: Path;
  readonly message: string;
}

/** More are not named one by one. */
const MAX_LISTED_KEYS = 20;

/** What zod found, in our words. `keysAt` says which keys a mapping could have. */
export function faultsOf(error: z.ZodError, keysAt: (path: Path) => readonly string[]): readonly Fault[] {
  return error.issues.flatMap((issue) => {
    const path = issue.path.map((step) => (typeof step === 'number' ? step : String(step)));
    switch (issue.code) {
      case 'unrecognized_keys':
        return issue.keys.map((key) => ({ path: [...path, key], message: unknownKey(key, keysAt(path)) }));
      case 'invalid_key':
        return [{ path, message: issue.issues[0]?.message ?? issue.message }];
      default:
        return [{ path, message: issue.message }];
    }
  });
}

export function unknownKey(key: string, known: readonly string[]): string {
  const meant = nearest(key, known);
  if (meant !== undefined) return `there is no such setting; did you mean ${meant}?`;
  if (known.length === 0) return 'there is no such setting';
  return `there is no such setting; there are ${known.slice(0, MAX_LISTED_KEYS).join(', ')}`;
}

/** The message of an issue whose schema has none of its own: for `safeParse`. It never repeats a value. */
export function expectation(issue: z.core.$ZodRawIssue): string {
  switch (issue.code) {
    case 'invalid_type':
      return `expected ${KINDS[issue.expected] ?? issue.expected}, got ${kindOf(issue.input)}`;
    case 'invalid_value':
      return `expected ${oneOf(issue.values.map(String))}`;
    case 'too_big':
      return `expected ${issue.maximum} ${UNITS[issue.origin] ?? ''} at most`.replace('  ', ' ');
    case 'too_small':
      return `expected ${issue.minimum} ${UNITS[issue.origin] ?? ''} at least`.replace('  ', ' ');
    case 'invalid_format':
      return issue.format === 'url'
        ? 'expected an address such as https://example.com/'
        : 'expected another form of text';
    default:
      return 'fits none of the forms that it may have';
  }
}

/** As a person who writes YAML calls it. */
export function kindOf(value: unknown): string {
  if (value === undefined || value === null) return 'nothing';
  if (Array.isArray(value)) return 'a list';
  return KINDS[typeof value] ?? typeof value;
}

const KINDS: Readonly<Record<string, string>> = {
  object: 'a mapping',
  record: 'a mapping',
  array: 'a list',
  string: 'text',
  number: 'a number',
  int: 'a whole number',
  boolean: 'true or false',
};

const UNITS: Readonly<Record<string, string>> = { string: 'characters', array: 'entries' };

export function oneOf(words: readonly string[]): string {
  return words.join(', ').replace(/, (?=[^,]*$)/, ' or ');
}
