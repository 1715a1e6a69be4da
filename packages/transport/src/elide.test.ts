import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { elide, elideMiddle } from './elide.ts';

const anyText = fc.oneof(
  fc.string({ unit: 'grapheme', maxLength: 200 }),
  fc.constantFrom('👩‍👩‍👧‍👦'.repeat(20), '🇩🇪'.repeat(40), 'é'.repeat(80)),
);
const anyLimit = fc.integer({ min: 0, max: 120 });

describe('elide', () => {
  it.each([
    ['abcdef', 6, 'abcdef'],
    ['abcdef', 5, 'abcd…'],
    ['abcdef', 1, '…'],
    ['abcdef', 0, ''],
    ['ab👍cd', 4, 'ab…'],
    ['ab👍cd', 5, 'ab👍…'],
    ['e\u0301e\u0301e\u0301', 4, 'e\u0301…'],
    ['👩‍👩‍👧‍👦👩‍👩‍👧‍👦', 15, '👩‍👩‍👧‍👦…'],
  ])('of %j in %i makes %j', (text, limit, expected) => {
    expect(elide(text, limit)).toBe(expected);
  });

  it('keeps its limit, and cuts no character', () => {
    fc.assert(
      fc.property(anyText, anyLimit, (text, limit) => {
        const cut = elide(text, limit);
        expect(cut.length).toBeLessThanOrEqual(limit);
        expect(cut.isWellFormed()).toBe(text.isWellFormed());
        if (text.length > limit) expect(text.startsWith(cut.replace(/…$/, ''))).toBe(true);
        else expect(cut).toBe(text);
      }),
    );
  });
});

describe('elideMiddle', () => {
  it('keeps how it begins, and more of how it ends', () => {
    const text = `begin${'x'.repeat(500)}the reason`;
    const cut = elideMiddle(text, 100);
    expect(cut).toMatch(/^begin[x]*\n… \d+ and more characters left out …\n[x]*the reason$/);
    expect(cut.length).toBeLessThanOrEqual(100);
  });

  it('leaves what fits', () => {
    expect(elideMiddle('x'.repeat(100), 100)).toBe('x'.repeat(100));
  });

  it('keeps its limit, and cuts no character', () => {
    fc.assert(
      fc.property(anyText, anyLimit, (text, limit) => {
        const cut = elideMiddle(text, limit);
        expect(cut.length).toBeLessThanOrEqual(limit);
        expect(cut.isWellFormed()).toBe(text.isWellFormed());
      }),
    );
  });
});
