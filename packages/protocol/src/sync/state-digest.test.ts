import { createHash } from 'node:crypto';
import type { Hash } from '@hale/core';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { EMPTY_STATE, stateDigest, stateMark, toggleMark } from './state-digest.ts';

const hash: Hash = async (text) => createHash('sha256').update(text).digest('hex');

const state = fc.uniqueArray(
  fc.record({ subject: fc.string({ minLength: 1 }), last: fc.record({ id: fc.uuid() }) }),
  { selector: ({ subject }) => subject, maxLength: 12 },
);

describe('the digest of a state', () => {
  test('of nothing is nothing', async () => {
    expect(await stateDigest([], hash)).toBe(EMPTY_STATE);
    expect(EMPTY_STATE).toMatch(/^0{32}$/);
  });

  test('is the same in whatever order', () =>
    fc.assert(
      fc.asyncProperty(
        state.chain((all) => fc.tuple(fc.constant(all), fc.shuffledSubarray(all, { minLength: all.length }))),
        async ([all, shuffled]) => {
          const digest = await stateDigest(all, hash);
          expect(digest).toMatch(/^[0-9a-f]{32}$/);
          expect(await stateDigest(shuffled, hash)).toBe(digest);
        },
      ),
    ));

  test('is another where one subject was said otherwise last, or is called otherwise', () =>
    fc.assert(
      fc.asyncProperty(state, fc.nat(), async (all, nth) => {
        const one = all[nth % Math.max(1, all.length)];
        if (one === undefined) return;
        const digest = await stateDigest(all, hash);
        const others = all.filter((each) => each !== one);
        expect(await stateDigest(others, hash)).not.toBe(digest);
        expect(await stateDigest([...others, { ...one, last: { id: `${one.last.id}0` } }], hash)).not.toBe(
          digest,
        );
        expect(await stateDigest([...others, { ...one, subject: `${one.subject}0` }], hash)).not.toBe(digest);
      }),
    ));

  test('follows one change at a time: a mark put in twice was never there', () =>
    fc.assert(
      fc.asyncProperty(state, fc.string(), fc.uuid(), async (all, subject, id) => {
        const digest = await stateDigest(all, hash);
        const mark = await stateMark(subject, id, hash);
        const added = toggleMark(digest, mark);
        expect(added).not.toBe(digest);
        expect(toggleMark(added, mark)).toBe(digest);
        const others = all.filter((each) => each.subject !== subject);
        expect(await stateDigest([...others, { subject, last: { id } }], hash)).toBe(
          toggleMark(await stateDigest(others, hash), mark),
        );
      }),
    ));

  test('keeps its leading zeros', () => {
    const one = `${'0'.repeat(31)}1`;
    expect(toggleMark(EMPTY_STATE, one)).toBe(one);
  });
});
