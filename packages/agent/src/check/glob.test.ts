import fc from 'fast-check';
import { expect, test } from 'vitest';
import { matchesGlob } from './glob.ts';

test.each([
  ['web', 'web', true],
  ['web', 'web-1', false],
  ['', '', true],
  ['', 'web', false],
  ['*', '', true],
  ['shop-*', 'shop-web-1', true],
  ['shop-*', 'shop-', true],
  ['shop-*', 'workshop-web', false],
  ['*-db', 'shop-db', true],
  ['*-db', 'shop-db-1', false],
  ['shop-*-1', 'shop-web-1', true],
  ['*a*b', 'xaxbxab', true],
  ['web-?', 'web-1', true],
  ['web-?', 'web-', false],
  ['container/shop/*', 'container/shop/web/1', true],
  ['web.1', 'web-1', false],
])('%j of %j: %j', (pattern, text, expected) => {
  expect(matchesGlob(pattern, text)).toBe(expected);
});

const WORD = fc.string({ unit: fc.constantFrom('a', 'b', '*', '?', '.'), maxLength: 10 });

test('says what a regular expression would say', () => {
  fc.assert(
    fc.property(WORD, fc.string({ unit: fc.constantFrom('a', 'b', '.'), maxLength: 10 }), (pattern, text) => {
      const source = pattern.replaceAll('.', '\\.').replaceAll('*', '.*').replaceAll('?', '.');
      expect(matchesGlob(pattern, text)).toBe(new RegExp(`^${source}$`).test(text));
    }),
    { numRuns: 1_000 },
  );
});

test('a pattern of stars is no more work than its length times that of the text', () => {
  expect(matchesGlob(`${'*a'.repeat(500)}b`, 'a'.repeat(5_000))).toBe(false);
});
