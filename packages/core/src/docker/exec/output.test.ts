import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { bytes } from '../testing/http.ts';
import type { StreamPiece } from './frames.ts';
import { decodeGoUtf8 } from './go-utf8.ts';
import { OUTPUT_LIMIT_BYTES, Output } from './output.ts';

function output(...pieces: readonly StreamPiece[]): Output {
  const made = new Output();
  for (const piece of pieces) made.push(piece);
  return made;
}

function out(text: string): StreamPiece {
  return { stream: 'stdout', bytes: bytes(text) };
}

function err(text: string): StreamPiece {
  return { stream: 'stderr', bytes: bytes(text) };
}

describe('Output', () => {
  it('keeps both streams in the order of their arrival, and what was of stderr', () => {
    const { text, stderr, truncated } = output(out('a'), err('b'), out('c\n'), err('d\n'));
    expect([text, stderr, truncated]).toEqual(['abc\nd\n', 'bd\n', false]);
  });

  it('has no mark at exactly the limit, and one a byte later', () => {
    const full = 'x'.repeat(OUTPUT_LIMIT_BYTES);
    expect(output(out(full))).toMatchObject({ text: full, truncated: false });
    expect(output(out(full), err(''))).toMatchObject({ text: full, truncated: false });
    expect(output(out(full), err('y'))).toMatchObject({ text: `${full}...`, stderr: '', truncated: true });
    expect(output(out(`${full}y`))).toMatchObject({ text: `${full}...`, truncated: true });
  });

  it('cuts inside a character as Docker does: by the byte', () => {
    const cut = output(out('x'.repeat(OUTPUT_LIMIT_BYTES - 2)), out('€'));
    expect(cut.text).toBe(`${'x'.repeat(OUTPUT_LIMIT_BYTES - 2)}\uFFFD\uFFFD...`);
  });

  it('joins a character whose bytes came apart', () => {
    const [first, ...rest] = [...bytes('€')].map(
      (byte): StreamPiece => ({ stream: 'stderr', bytes: Uint8Array.of(byte) }),
    );
    const { text, stderr } = output(first!, out(''), ...rest);
    expect([text, stderr]).toEqual(['€', '€']);
  });

  it('equals the naive way for any pieces', () => {
    const piece = fc.record({
      stream: fc.constantFrom('stdout' as const, 'stderr' as const),
      bytes: fc.uint8Array({ maxLength: 3000 }),
    });
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 6 }), (pieces) => {
        const all = Uint8Array.from(pieces.flatMap((some) => [...some.bytes]));
        const mark = all.length > OUTPUT_LIMIT_BYTES ? '...' : '';
        expect(output(...pieces).text).toBe(decodeGoUtf8(all.subarray(0, OUTPUT_LIMIT_BYTES)) + mark);
      }),
    );
  });
});
