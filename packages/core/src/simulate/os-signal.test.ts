import { expect, test } from 'vitest';
import { parseSignal } from './os-signal.ts';

test.each(['15', 'TERM', 'SIGTERM', 'sigterm'])('%s is SIGTERM', (text) => {
  expect(parseSignal(text)).toEqual({ name: 'TERM', number: 15 });
});

test.each(['', 'NOPE', '0', '99', 'SIG'])('%j is no signal', (text) => {
  expect(() => parseSignal(text)).toThrow(expect.objectContaining({ code: 'bad-input', path: 'signal' }));
});
