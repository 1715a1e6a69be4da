import { expect, it } from 'vitest';
import { shortName } from './name.ts';

it.each([
  ['container/web', 'web'],
  ['container/shop/web/1', 'shop/web'],
  ['container/shop/web/2', 'shop/web/2'],
  ['container/1', '1'],
  ['container/a/1', 'a/1'],
  ['container/a/b/c/1', 'a/b/c/1'],
  ['engine', 'engine'],
])('calls %s %s', (subject, name) => {
  expect(shortName(subject)).toBe(name);
});
