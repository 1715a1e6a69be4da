import { expect, it } from 'vitest';
import { find, read } from './tree.ts';

interface Ban {
  readonly in: readonly string[];
  readonly pattern: RegExp;
  readonly instead: string;
}

const code = ['{packages,apps,tests}/**/*.ts', 'scripts/*.mjs', '*.ts'];
const tests = ['{packages,apps,tests}/**/*.test.ts'];
const everything = [
  ...code,
  '*.{json,yaml,md}',
  '.ci/*',
  '{packages,apps}/*/*.json',
  '{decisions,tests,scripts}/**/*.{md,sh}',
];

const bans: Readonly<Record<string, Ban>> = {
  'a test that is put off or singled out': {
    in: tests,
    pattern: /\b(?:it|test|describe)(?:\.\w+)*\.(?:only|skip|todo|fails)\b/,
    instead: 'mend it or delete it; skipIf is for what the machine lacks',
  },
  'a mocked module': {
    in: tests,
    pattern: /\bvi\.(?:mock|doMock)\(/,
    instead: 'pass a port, or serve on a real socket',
  },
  'an escape from the type checker': {
    in: code,
    pattern: /@ts-(?:ignore|nocheck|expect-error)/,
    instead: 'mend the type',
  },
  'an unowned note': {
    in: code,
    pattern: /\b(?:TO[D]O|FIX[M]E|XX[X]|HA[C]K)\b/,
    instead: 'do it, or file an issue',
  },
  'a path of one machine, or the host of a registry': {
    in: everything,
    pattern: /(?<!\w)\/work\/|\bregistry\.[a-z]+\.(?:org|com)\b/,
    instead: 'write it relative to the repository',
  },
};

it.each(Object.entries(bans))('nowhere stands %s', (_what, { in: where, pattern, instead }) => {
  const found = find(...where).flatMap((path) =>
    read(path)
      .split('\n')
      .flatMap((line, index) => (pattern.test(line) ? [`${path}:${index + 1} ${line.trim()}`] : [])),
  );
  expect(found, instead).toEqual([]);
});

it.each([
  ['a test that is put off or singled out', ['it', 'only'].join('.')],
  ['a mocked module', ['vi', 'mock('].join('.')],
  ['an escape from the type checker', ['@ts', 'ignore'].join('-')],
  ['an unowned note', ['TO', 'DO'].join('')],
  ['a path of one machine, or the host of a registry', ['', 'work', 'main'].join('/')],
])('would see %s', (what, sample) => {
  expect(bans[what]?.pattern.test(`  ${sample}`)).toBe(true);
});
