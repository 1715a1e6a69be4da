import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { decodeGoUtf8 } from './go-utf8.ts';

const BAD = '\uFFFD';

describe('decodeGoUtf8', () => {
  it.each([
    // The rest of a character that was cut: Go writes one for each byte, a WHATWG decoder one for all.
    [[0x61, 0xe2, 0x82], `a${BAD}${BAD}`],
    [[0xe2, 0x82, 0x61], `${BAD}${BAD}a`],
    [[0xf0, 0x9d, 0x84], BAD.repeat(3)],
    [[0xff, 0xfe], BAD.repeat(2)],
    [[0x80], BAD],
    // Overlong forms, surrogates, beyond the last character.
    [[0xc0, 0x80], BAD.repeat(2)],
    [[0xe0, 0x80, 0x80], BAD.repeat(3)],
    [[0xf0, 0x80, 0x80, 0x80], BAD.repeat(4)],
    [[0xed, 0xa0, 0x80], BAD.repeat(3)],
    [[0xf4, 0x90, 0x80, 0x80], BAD.repeat(4)],
    [[0xf5, 0x80, 0x80, 0x80], BAD.repeat(4)],
    [[0xe2, 0x28, 0xa1], `${BAD}(${BAD}`],
    // The outermost that are characters.
    [[0xed, 0x9f, 0xbf], '\uD7FF'],
    [[0xf4, 0x8f, 0xbf, 0xbf], '\u{10FFFF}'],
    [[0xef, 0xbf, 0xbd], BAD],
    [[0xef, 0xbb, 0xbf, 0x61], '\uFEFFa'],
    [[0x61, 0x00, 0x62], 'a\u0000b'],
    [[], ''],
  ])('reads %j as Go does', (bytes, text) => {
    expect(decodeGoUtf8(Uint8Array.from(bytes))).toBe(text);
  });

  it('gives back any text', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => {
        const whole = text.toWellFormed();
        expect(decodeGoUtf8(new TextEncoder().encode(whole))).toBe(whole);
      }),
    );
  });

  it('reads what stands around bad bytes, and writes one mark for each of them', () => {
    const part = fc.oneof(
      fc.constantFrom<[number[], string]>(
        [[0xff], BAD],
        [[0xc3], BAD],
        [[0x80], BAD],
        [[0xf0, 0x9f], BAD + BAD],
      ),
      fc
        .constantFrom('a', '\0', '€', '𝄞')
        .map((c): [number[], string] => [[...new TextEncoder().encode(c)], c]),
    );
    fc.assert(
      fc.property(fc.array(part), (parts) => {
        // A dot between them, so that no two parts make one character.
        const bytes = parts.flatMap(([some]) => [...some, 0x2e]);
        expect(decodeGoUtf8(Uint8Array.from(bytes))).toBe(parts.map(([, text]) => `${text}.`).join(''));
      }),
    );
  });
});
