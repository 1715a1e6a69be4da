import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { FrameDecoder, type StreamPiece } from './frames.ts';

interface Frame {
  readonly stream: number;
  readonly payload: Uint8Array;
}

const frames = fc.array(
  fc.record({ stream: fc.integer({ min: 0, max: 3 }), payload: fc.uint8Array({ maxLength: 20 }) }),
);

function encode(all: readonly Frame[]): Uint8Array {
  return Uint8Array.from(
    all.flatMap(({ stream, payload }) => [stream, 0, 0, 0, 0, 0, 0, payload.length, ...payload]),
  );
}

/** Any cut of the bytes into pieces. */
function cutAt(whole: Uint8Array, places: readonly number[]): Uint8Array[] {
  const ends = [...places.map((place) => place % (whole.length + 1)), whole.length].toSorted((a, b) => a - b);
  return ends.map((end, n) => whole.subarray(ends[n - 1] ?? 0, end));
}

/** Each byte with its stream, in the order of arrival. */
function flat(pieces: readonly StreamPiece[]): string[] {
  return pieces.flatMap(({ stream, bytes }) => [...bytes].map((byte) => `${stream} ${byte}`));
}

describe('FrameDecoder', () => {
  it('gives the same bytes of the same streams however they are cut', () => {
    fc.assert(
      fc.property(frames, fc.array(fc.nat()), (all, places) => {
        const decoder = new FrameDecoder();
        const pieces = cutAt(encode(all), places).flatMap((piece) => decoder.push(piece));
        const naive = all.map(({ stream, payload }): StreamPiece => {
          return { stream: stream >= 2 ? 'stderr' : 'stdout', bytes: payload };
        });
        expect(flat(pieces)).toEqual(flat(naive));
        expect(decoder.atBoundary).toBe(true);
      }),
    );
  });

  it('knows whether it was cut inside a frame', () => {
    fc.assert(
      fc.property(frames, fc.nat(), (all, place) => {
        const whole = encode(all);
        const boundaries = all.reduce(
          (ends, { payload }) => [...ends, (ends.at(-1) ?? 0) + 8 + payload.length],
          [0],
        );
        const at = place % (whole.length + 1);
        const decoder = new FrameDecoder();
        decoder.push(whole.subarray(0, at));
        expect(decoder.atBoundary).toBe(boundaries.includes(at));
      }),
    );
  });

  it('gives a long frame as it comes, without waiting for its end', () => {
    const decoder = new FrameDecoder();
    decoder.push(Uint8Array.of(1, 0, 0, 0, 0xff, 0xff, 0xff, 0xff));
    expect(flat(decoder.push(Uint8Array.of(7)))).toEqual(['stdout 7']);
    expect(decoder.atBoundary).toBe(false);
  });

  it.each([
    [[4, 0, 0, 0, 0, 0, 0, 1]],
    [[1, 0, 0, 1, 0, 0, 0, 1]],
    [[...new TextEncoder().encode('HTTP/1.1 ')]],
  ])('refuses %j, which is no header', (bytes) => {
    expect(() => new FrameDecoder().push(Uint8Array.from(bytes))).toThrow(
      expect.objectContaining({ code: 'protocol' }),
    );
  });
});
