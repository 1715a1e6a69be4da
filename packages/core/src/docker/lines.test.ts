import fc from 'fast-check';
import { describe, expect, it, vi } from 'vitest';
import { LineSplitter } from './lines.ts';
import { bytes } from './testing/http.ts';

/** Any cut of the bytes into pieces, empty ones too. */
function cutAt(whole: Uint8Array, places: readonly number[]): Uint8Array[] {
  const ends = [...places.map((place) => place % (whole.length + 1)), whole.length].toSorted((a, b) => a - b);
  return ends.map((end, n) => whole.subarray(ends[n - 1] ?? 0, end));
}

function split(pieces: readonly Uint8Array[], limit?: number) {
  const splitter = new LineSplitter(limit);
  const lines = pieces.flatMap((piece) => splitter.push(piece));
  return { lines, dropped: splitter.dropped };
}

const LIMIT = 16;
const text = fc
  .array(fc.oneof(fc.constantFrom('\n', 'é', '€', '𝄞', 'a'), fc.string({ unit: 'binary', maxLength: 12 })))
  .map((parts) => parts.join('').toWellFormed());

describe('LineSplitter', () => {
  it('gives the same lines however the bytes are cut, and drops the same ones', () => {
    fc.assert(
      fc.property(text, fc.array(fc.nat()), (whole, places) => {
        const complete = whole.split('\n').slice(0, -1);
        const fitting = complete.filter((line) => bytes(line).length <= LIMIT);
        expect(split(cutAt(bytes(whole), places), LIMIT)).toEqual({
          lines: fitting,
          dropped: complete.length - fitting.length,
        });
      }),
    );
  });

  it('keeps a line at the limit and drops one byte more, in one piece or in many', () => {
    for (const size of [LIMIT, LIMIT + 1]) {
      const whole = bytes(`${'x'.repeat(size)}\nnext\n`);
      const expected =
        size === LIMIT ? { lines: ['x'.repeat(LIMIT), 'next'], dropped: 0 } : { lines: ['next'], dropped: 1 };
      expect(split([whole], LIMIT)).toEqual(expected);
      expect(
        split(
          [...whole].map((byte) => Uint8Array.of(byte)),
          LIMIT,
        ),
      ).toEqual(expected);
    }
  });

  it('gives each line as soon as it is whole', () => {
    const splitter = new LineSplitter();
    expect(splitter.push(bytes('{"a"'))).toEqual([]);
    expect(splitter.push(bytes(':1}\n{"b":2}\n{'))).toEqual(['{"a":1}', '{"b":2}']);
  });

  it('does work in proportion to the bytes, not to bytes times pieces', () => {
    const copied = countCopies(() => {
      const splitter = new LineSplitter(1 << 20);
      const piece = new Uint8Array(64).fill(0x78);
      for (let size = 0; size + 64 < 1 << 20; size += 64) splitter.push(piece);
      expect(splitter.push(bytes('\n'))).toHaveLength(1);
    });
    expect(copied).toBeLessThan(4 << 20);
  });

  it('holds nothing of a line without an end', () => {
    const copied = countCopies(() => {
      const splitter = new LineSplitter(1024);
      for (let n = 0; n < 1000; n++) splitter.push(new Uint8Array(1024));
      expect([splitter.push(bytes('\nok\n')), splitter.dropped]).toEqual([['ok'], 1]);
    });
    expect(copied).toBeLessThan(8 * 1024);
  });
});

/** Bytes that were copied from one array to another meanwhile. */
function countCopies(work: () => void): number {
  const set = vi.spyOn(Uint8Array.prototype, 'set');
  try {
    work();
    return set.mock.calls.reduce((sum, [source]) => sum + source.length, 0);
  } finally {
    set.mockRestore();
  }
}
