import { expect, it } from 'vitest';
import { areaOf, areas, mayReach, reach } from './areas.ts';
import { importsOf } from './imports.ts';
import { find, isForTests, read } from './tree.ts';

const sources = find('{packages,apps}/*/src/**/*.ts');

it('every source belongs to an area', () => {
  const homeless = sources.filter((path) => areaOf(path) === undefined);
  expect(homeless, 'give their package a row in tests/tidy/areas.ts').toEqual([]);
});

it('every area has files and names only areas that exist', () => {
  const empty = Object.entries(areas).filter(
    ([, { folder }]) => !sources.some((path) => path.startsWith(folder)),
  );
  expect(
    empty.map(([name]) => name),
    'delete these rows of tests/tidy/areas.ts',
  ).toEqual([]);
});

it('ARCHITECTURE.md tells the same', () => {
  const page = read('ARCHITECTURE.md');
  const rows = Object.entries(areas).map(([name, { may }]) =>
    may === 'anything' ? `| ${name} | anything` : `| ${name} | ${may.join(', ') || 'nothing'} |`,
  );
  expect(
    rows.filter((row) => !page.includes(`\n${row}`)),
    'bring the table of section 3 up to date',
  ).toEqual([]);
});

it('an area imports only what its row allows', () => {
  const breaches = sources
    .filter((path) => !isForTests(path))
    .flatMap((path) => breachesOf(path, read(path)));
  expect(breaches, 'move the code, or argue the row in tests/tidy/areas.ts and in ARCHITECTURE.md').toEqual(
    [],
  );
});

it('packages meet by name, and know no app', () => {
  const breaches = [...sources, ...find('tests/**/*.ts')].flatMap((path) =>
    importsOf(path, read(path))
      .map(({ specifier, line }) => ({ line, target: reach(path, specifier) }))
      .filter(
        ({ target }) =>
          target.endsWith('by its path') || (path.startsWith('packages/') && target.startsWith('apps/')),
      )
      .map(({ line, target }) => `${path}:${line} imports ${target}`),
  );
  expect(breaches, 'import @hale/PACKAGE, as any user would').toEqual([]);
});

it.each([
  ['packages/core/src/a.ts', `import * as z from 'zod';`],
  ['packages/core/src/a.ts', `import type { Pool } from 'undici';`],
  ['packages/core/src/a.ts', `import { ping } from './docker/ping.ts';`],
  ['packages/core/src/docker/a.ts', `export { exec } from './exec/exec.ts';`],
  ['packages/core/src/docker/a.ts', `const { readFile } = await import('node:fs/promises');`],
  ['packages/core/src/simulate/a.ts', `type Socket = import('node:net').Socket;`],
  ['packages/core/src/simulate/a.ts', `import { timers } from 'timers';`],
  ['packages/agent/src/a.ts', `import { engine } from '@hale/core/undici';`],
  ['packages/agent/src/a.ts', `import { createSimulatedClock } from '@hale/core/testing';`],
  ['packages/core/src/undici/a.ts', `import { listen } from '../testing/http-server.ts';`],
  ['apps/hale/src/a.ts', `import { record } from './testing/recording.ts';`],
  ['packages/agent/src/a.ts', `import { ping } from '../../core/src/docker/ping.ts';`],
  ['packages/agent/src/a.ts', `export * from '@hale/hub';`],
  ['packages/agent/src/a.ts', 'await import(name);'],
])('sees the breach in %s: %s', (path, text) => {
  expect(breachesOf(path, text)).toHaveLength(1);
});

function breachesOf(path: string, text: string): readonly string[] {
  const area = areaOf(path);
  if (area === undefined) return [];
  return importsOf(path, text)
    .map(({ specifier, line }) => ({ line, target: reach(path, specifier) }))
    .filter(({ target }) => !mayReach(area, target))
    .map(({ line, target }) => `${path}:${line} ${area} imports ${target}`);
}
