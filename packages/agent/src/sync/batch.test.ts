import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { ENVELOPE_BYTES, fitting, inParts } from './batch.ts';

/** Its JSON has so many bytes. */
const item = (bytes: number) => ({ a: 'x'.repeat(bytes - 8) });
const room = (bytes: number) => ({ maxEntries: 100, maxBytes: ENVELOPE_BYTES + bytes });

describe('what fits into a message', () => {
  test('is so many, to the byte', () => {
    const three = [item(10), item(10), item(10)];
    expect(fitting(three, room(33))).toBe(3);
    expect(fitting(three, room(32))).toBe(2);
    expect(fitting(three, { ...room(33), maxEntries: 2 })).toBe(2);
  });

  test('counts bytes, not letters', () => {
    expect(fitting([{ a: '🐳' }, { a: '🐳' }], room(26))).toBe(2);
    expect(fitting([{ a: '🐳' }, { a: '🐳' }], room(25))).toBe(1);
  });

  test('is one, however long', () => {
    expect(fitting([item(5_000), item(10)], room(10))).toBe(1);
    expect(fitting([], room(10))).toBe(0);
  });
});

test('parts hold everything once, in order, none longer than it may be unless it is alone', () => {
  const sizes = fc.array(fc.integer({ min: 8, max: 300 }), { maxLength: 60 });
  fc.assert(
    fc.property(
      sizes,
      fc.integer({ min: 1, max: 9 }),
      fc.integer({ min: 1, max: 900 }),
      (all, maxEntries, bytes) => {
        const items = all.map((size, index) => ({ index, ...item(size) }));
        const parts = inParts(items, { maxEntries, maxBytes: ENVELOPE_BYTES + bytes });
        expect(parts.flat()).toEqual(items);
        expect(parts.length).toBeGreaterThan(0);
        for (const part of parts) {
          expect(part.length).toBeLessThanOrEqual(maxEntries);
          if (items.length > 0) expect(part.length).toBeGreaterThan(0);
          if (part.length > 1) expect(JSON.stringify(part).length).toBeLessThanOrEqual(bytes + 1);
        }
      },
    ),
  );
});
