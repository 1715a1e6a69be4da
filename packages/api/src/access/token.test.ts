import { createHash } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Digits, findToken, isToken, tokenKind } from './token.ts';

const digest = (text: string): string => createHash('sha256').update(text).digest('hex');

it.each([
  [`hale_${'a'.repeat(43)}`, true],
  [`hale_${'-_9Z'.repeat(10)}abc`, true],
  [`hale_${'a'.repeat(42)}`, false],
  [`hale_${'a'.repeat(44)}`, false],
  [`hale_${'a'.repeat(42)}=`, false],
  [`hale_${'a'.repeat(42)},`, false],
  [` hale_${'a'.repeat(43)}`, false],
  [`hale_${'a'.repeat(43)}\n`, false],
  [`HALE_${'a'.repeat(43)}`, false],
  ['', false],
])('%j is a token: %s', (text, is) => {
  expect(isToken(text)).toBe(is);
});

const SECRET = '-_9Z'.repeat(10).concat('abc');

it.each([
  [`hale_${SECRET}`, 'api'],
  [`hale_a1_0123456789abcdef_${SECRET}`, 'agent'],
  [`hale_a1_ghijklmnopqrstuv_${SECRET}`, 'agent'],
  [`hale_e1_wxyz456789abcdef_${SECRET}`, 'enrolment'],
  [`hale_a2_0123456789abcdef_${SECRET}`, null],
  [`hale_a1_0123456789abcde_${SECRET}`, null],
  [`hale_a1_0123456789abcdef0_${SECRET}`, null],
  [`hale_a1_0123456789ABCDEF_${SECRET}`, null],
  [`hale_a1_0123456789abcde-_${SECRET}`, null],
  [`hale_a1_0123456789abcdef_${SECRET}x`, null],
  [`hale_a1_0123456789abcdef_${SECRET.slice(1)}`, null],
  [`hale_a1_0123456789abcdef_${SECRET}\n`, null],
  [`x hale_e1_0123456789abcdef_${SECRET}`, null],
  [`hale_a1__${SECRET}`, null],
])('%j is of kind %s', (text, kind) => {
  expect(tokenKind(text)).toBe(kind);
  expect(isToken(text)).toBe(kind === 'api');
});

describe('finding a token by its digest', () => {
  const hex = fc.constantFrom('a', 'b', 'c', 'd').map(digest);
  // Of another length, or with the same beginning.
  const near = fc.oneof(
    hex,
    hex.map((text) => text.slice(1)),
    hex.map((text) => `${text.slice(0, -1)}x`),
    hex.map((text) => `${text}0`),
    fc.constant(''),
  );

  it('finds what is equal, and nothing else', () => {
    fc.assert(
      fc.property(near, fc.array(near, { maxLength: 5 }), (asked, kept) => {
        const found = findToken(
          asked,
          kept.map((sha256) => ({ sha256 })),
        );
        const is = asked.length === 64 && kept.includes(asked);
        expect(found?.sha256).toBe(is ? asked : undefined);
      }),
    );
  });

  /** Counts which of its digits were looked at. */
  class Watched extends String {
    readonly seen = new Set<number>();
    override charCodeAt(index: number): number {
      this.seen.add(index);
      return super.charCodeAt(index);
    }
  }

  it.each([
    ['the first', 0],
    ['the last', 2],
    ['none', -1],
  ])('looks at every digit of every token, when it is %s', (_which, match) => {
    const tokens = ['x', 'y', 'z'].map((text): { readonly sha256: Digits & Watched } => ({
      sha256: new Watched(digest(text)),
    }));
    const asked = new Watched(tokens[match]?.sha256 ?? digest('another'));

    expect(findToken(asked, tokens)).toBe(tokens[match] ?? null);
    for (const { seen } of [asked, ...tokens.map(({ sha256 }) => sha256)]) expect(seen.size).toBe(64);
  });
});
