import { spawn } from 'node:child_process';
import { resolve } from 'node:path';
import { expect, it } from 'vitest';
import { MUTANTS } from './mutants.ts';

const HERE = import.meta.dirname;
/** After so many seeds without a broken promise the simulation has not found the bug. */
const SEEDS = 100;

it('knows at least a dozen of them, by different names', () => {
  expect(new Set(MUTANTS.map(({ name }) => name)).size).toBeGreaterThanOrEqual(12);
});

it.each(MUTANTS.map(({ name }) => name))('finds that %s', { timeout: 240_000 }, async (name) => {
  const { code, output } = await play(name);
  expect(output).toMatch(/^ {2}I\d+ after /m);
  expect(code, output).toBe(1);
});

function play(mutant: string): Promise<{ readonly code: number | null; readonly output: string }> {
  const child = spawn(
    process.execPath,
    [
      '-C',
      '@hale/source',
      '--import',
      resolve(HERE, 'apply.ts'),
      resolve(HERE, '../main.ts'),
      '--seeds',
      String(SEEDS),
      '--stop',
    ],
    { env: { ...process.env, HALE_MUTANT: mutant }, stdio: ['ignore', 'pipe', 'pipe'] },
  );
  let output = '';
  for (const stream of [child.stdout, child.stderr])
    stream.on('data', (part: Buffer) => {
      output += part.toString();
    });
  return new Promise((settle) => child.on('close', (code) => settle({ code, output })));
}
