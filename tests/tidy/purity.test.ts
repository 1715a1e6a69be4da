import { expect, it } from 'vitest';
import { areaOf, areas } from './areas.ts';
import { freeNames } from './free-names.ts';
import { find, isForTests, read } from './tree.ts';

const time = 'take the Clock port, or the time as an argument';
const chance = 'take the Random port';
const world = 'take a port, or the value as an argument';

const impure: Readonly<Record<string, string>> = {
  'Date.now': time,
  'Date()': time,
  performance: time,
  'Temporal.Now': time,
  setTimeout: time,
  setInterval: time,
  setImmediate: time,
  'AbortSignal.timeout': time,
  'Math.random': chance,
  crypto: chance,
  fetch: 'take the Http port',
  WebSocket: 'take a port',
  console: 'take the log port',
  process: world,
  Buffer: 'use Uint8Array',
  globalThis: world,
  navigator: world,
  localStorage: world,
};

it('what is pure looks at no clock, no chance, no world', () => {
  const sources = find('packages/*/src/**/*.ts').filter((path) => isPure(path) && !isForTests(path));
  expect(sources.length).toBeGreaterThan(20);
  expect(sources.flatMap((path) => breachesOf(path, read(path)))).toEqual([]);
});

it.each([
  'const at = Date.now();',
  'const at = new Date();',
  'const at = Date();',
  'const roll = () => Math.random();',
  'setTimeout(() => {}, 5);',
  'const later = setTimeout;',
  'const signal = AbortSignal.timeout(5);',
  'export const home = process.env["HOME"];',
  'const { env } = process;',
  'const env = process["env"];',
  'console.log(1);',
  'const get = fetch as unknown;',
  'const held = { fetch };',
  'const id = globalThis.crypto.randomUUID();',
  'const now = () => performance.now();',
])('sees what is impure in: %s', (text) => {
  expect(breachesOf('sample.ts', text)).toHaveLength(1);
});

it.each([
  'export const at = new Date(5).toISOString();',
  'export const at = Date.parse("2026-01-01");',
  'export const run = (clock: { now(): number }) => clock.now();',
  'export const of = (reply: { process: string }) => reply.process;',
  'export const of = (fetch: () => void) => fetch();',
  'export type Fetch = typeof fetch;',
  'export const handler = { fetch: () => 1, console() { return 2; } };',
  'export class Engine { process = 1; fetch(): void {} }',
])('lets pass: %s', (text) => {
  expect(breachesOf('sample.ts', text)).toEqual([]);
});

function isPure(path: string): boolean {
  return areas[areaOf(path) ?? '']?.pure === true;
}

function breachesOf(path: string, text: string): readonly string[] {
  return freeNames(path, text).flatMap(({ name, root, line }) => {
    const why = impure[name] ?? impure[root];
    return why === undefined ? [] : [`${path}:${line} uses ${name}: ${why}`];
  });
}
