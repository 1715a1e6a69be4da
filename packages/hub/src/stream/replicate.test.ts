import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Replicated, replicate } from './replicate.ts';
import type { Verified } from './verify.ts';

/** The place of a journal whose chain is `line`: two lines share what comes before they part. */
function place(seq: number, line = 'a', parted = 0) {
  return { seq, chain: seq > parted ? `${line}${seq}` : `${seq}` };
}

function entries(from: number, to: number, line = 'a', parted = 0): readonly Verified[] {
  return Array.from({ length: Math.max(0, to - from + 1) }, (_, n) => ({
    ...place(from + n, line, parted),
    taken: { code: 'malformed', body: '' } as const,
  }));
}

/** What comes of the entries from after `base` on, where the hub has all up to `acked`. */
function came(acked: number, base: number, last: number, tip = last): Replicated {
  return replicate({ acked: place(acked) }, { base: place(base), tip }, entries(base + 1, last));
}

const seqs = (replicated: Replicated) =>
  replicated.want === null ? replicated.fresh.map(({ seq }) => seq) : replicated.want;

describe('entries', () => {
  it.each([
    ['that come next are taken', came(4, 4, 6), [5, 6]],
    ['that are known are not taken again', came(4, 2, 6), [5, 6]],
    ['that are all known are nothing new', came(4, 0, 4), []],
    ['that are all known, and older', came(4, 0, 2, 9), []],
    ['that do not come are nothing new', came(4, 4, 4), []],
    ['after a hole are to be sent again', came(4, 5, 7), 'resend'],
    ['of a journal that is behind cannot be of the same one', came(4, 1, 3), 'new-epoch'],
  ])('%s', (_, replicated, expected) => {
    expect(seqs(replicated)).toEqual(expected);
  });

  it('move the place to the last of them', () => {
    expect(came(4, 2, 6)).toMatchObject({ acked: place(6) });
    expect(came(4, 0, 2, 9)).toMatchObject({ acked: place(4) });
  });

  it.each([
    ['at its base', 4],
    ['within it', 1],
  ])('of another journal are found out %s', (_, base) => {
    const other = replicate(
      { acked: place(4) },
      { base: place(base, 'b', 2), tip: 6 },
      entries(base + 1, 6, 'b', 2),
    );
    expect(seqs(other)).toBe('new-epoch');
  });
});

it('whatever comes in whatever order, each entry of one journal is taken once, in order', () => {
  const message = fc.record({ base: fc.nat(30), count: fc.nat(8) });
  fc.assert(
    fc.property(fc.array(message, { maxLength: 60 }), (messages) => {
      let acked = place(0);
      const taken: number[] = [];
      for (const { base, count } of messages) {
        const tip = 40;
        const came = replicate({ acked }, { base: place(base), tip }, entries(base + 1, base + count));
        if (came.want !== null) continue;
        taken.push(...came.fresh.map(({ seq }) => seq));
        expect(came.acked.seq).toBeGreaterThanOrEqual(acked.seq);
        acked = came.acked;
      }
      expect(taken).toEqual(Array.from({ length: acked.seq }, (_, n) => n + 1));
    }),
  );
});
