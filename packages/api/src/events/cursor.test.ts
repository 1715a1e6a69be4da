import { anEntry } from '@hale/core/testing';
import { expect, it } from 'vitest';
import { cursorText, parseCursor } from './cursor.ts';

it.each([
  ['epoch', 1],
  ['an-epoch-1', 999_999_999_999_999],
])('of %s at %i comes back as it was', (epoch, position) => {
  const text = cursorText({ position, entry: anEntry('healthy', { epoch }) });
  expect(parseCursor(text)).toEqual({ epoch, position });
});

it.each([
  '',
  '-1',
  'epoch',
  'epoch-',
  'epoch-0',
  'epoch-01',
  'epoch-1.5',
  'epoch-1\n',
  `${'e'.repeat(99)}-1`,
])('is not %j', (text) => {
  expect(parseCursor(text)).toBeNull();
});
