import { basename } from 'node:path';
import { expect, it } from 'vitest';
import { acts, all, at, contains, parse } from './syntax.ts';
import { find, isTest, read } from './tree.ts';

const MAX_LINES = 400;
const vagueNames = new Set([
  'utils',
  'util',
  'helpers',
  'helper',
  'common',
  'types',
  'misc',
  'shared',
  'lib',
]);

const code = find('{packages,apps,tests}/**/*.ts', 'scripts/*.mjs', '*.ts');
const sources = find('{packages,apps}/*/src/**/*.ts').filter((path) => !isTest(path));

it(`no file has more than ${MAX_LINES} lines`, () => {
  const long = code
    .map((path) => `${path}: ${read(path).split('\n').length - 1}`)
    .filter((row) => lines(row) > MAX_LINES);
  expect(long, 'split it by concept').toEqual([]);
});

it('no file or folder has a name that says nothing', () => {
  const vague = code.filter((path) => path.split(/[/.]/).some((part) => vagueNames.has(part)));
  expect(vague, 'name it after what it does').toEqual([]);
});

it('names are lower case, words joined by hyphens', () => {
  const odd = code.filter((path) => !/^[a-z0-9]+(?:-[a-z0-9]+)*(?:\.[a-z]+)+$/.test(basename(path)));
  expect(odd).toEqual([]);
});

it('entry points export by name', () => {
  const stars = sources.filter((path) => contains(parse(path, read(path)), 'ExportAllDeclaration'));
  expect(stars, 'export { name } from, so that the entry point reads as its contents').toEqual([]);
});

it('an index only exports', () => {
  const busy = sources.filter((path) => basename(path) === 'index.ts' && acts(parse(path, read(path))));
  expect(busy, 'move the code to a file named after it').toEqual([]);
});

it('zod is imported whole', () => {
  const named = code.filter((path) => all(parse(path, read(path)), 'body').some(importsZodByName));
  expect(named, `import * as z from 'zod': the named import costs 66 KB gzip in an edge bundle`).toEqual([]);
});

function lines(row: string): number {
  return Number(row.split(': ').at(-1));
}

function importsZodByName(node: Parameters<typeof all>[0]): boolean {
  return (
    node.type === 'ImportDeclaration' &&
    at(node, 'source')?.['value'] === 'zod' &&
    all(node, 'specifiers').some(({ type }) => type !== 'ImportNamespaceSpecifier')
  );
}
