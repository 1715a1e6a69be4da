import { expect, test } from 'vitest';
import { probeCommand } from './command.ts';

const linux = { shell: [], os: 'linux' };
const exec = (...argv: string[]) => ({ kind: 'exec', argv });

test.each([
  [[], { kind: 'none' }],
  [['NONE'], { kind: 'none' }],
  [['NONE', 'ignored'], { kind: 'none' }],
  [['CMD', 'cat', '/my status'], exec('cat', '/my status')],
  [['CMD'], { kind: 'empty' }],
  [['CMD-SHELL', 'test "$PWD" = /foo'], exec('/bin/sh', '-c', 'test "$PWD" = /foo')],
  [['CMD-SHELL', 'echo a', 'echo b'], exec('/bin/sh', '-c', 'echo a', 'echo b')],
  [['CMD-SHELL'], exec('/bin/sh', '-c')],
  [['cmd', 'true'], { kind: 'unknown', word: 'cmd' }],
  [['none'], { kind: 'unknown', word: 'none' }],
  [['', 'true'], { kind: 'unknown', word: '' }],
])('%j', (words, expected) => {
  expect(probeCommand(words, linux)).toEqual(expected);
});

test("the container's own shell comes before the system's", () => {
  const shell = ['/bin/bash', '-euo', 'pipefail', '-c'];
  expect(probeCommand(['CMD-SHELL', 'true'], { shell, os: 'linux' })).toEqual(exec(...shell, 'true'));
});

test("Windows images have their own, whatever the engine's host is", () => {
  expect(probeCommand(['CMD-SHELL', 'dir'], { shell: [], os: 'windows' })).toEqual(
    exec('cmd', '/S', '/C', 'dir'),
  );
});
