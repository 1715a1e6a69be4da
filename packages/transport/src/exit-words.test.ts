import { expect, it } from 'vitest';
import { exitWords } from './exit-words.ts';

it.each([
  [0, '0'],
  [1, '1'],
  [-1, '-1'],
  [126, '126 (command cannot be run)'],
  [127, '127 (command not found)'],
  [128, '128'],
  [130, '130 (SIGINT)'],
  [134, '134 (SIGABRT)'],
  [137, '137 (SIGKILL)'],
  [139, '139 (SIGSEGV)'],
  [143, '143 (SIGTERM)'],
  [255, '255'],
  [3_221_225_477, '3221225477'],
])('%i is %s', (code, words) => {
  expect(exitWords(code)).toBe(words);
});
