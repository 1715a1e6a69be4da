import { globSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

/** Ends in a slash. */
export const root = fileURLToPath(new URL('../..', import.meta.url));

const generated = ['**/node_modules', '**/dist', '**/.turbo'];

/** Paths from the root of the repository, in order, without what tools made. */
export function find(...patterns: readonly string[]): readonly string[] {
  return globSync(patterns, { cwd: root, exclude: generated }).toSorted();
}

export function read(path: string): string {
  return readFileSync(`${root}${path}`, 'utf8');
}

export const isTest = (path: string): boolean => path.endsWith('.test.ts');

/** Tests, and the suites and fakes that only tests import. */
export const isForTests = (path: string): boolean => isTest(path) || path.includes('/testing/');
