import { newJournal } from '@hale/core';
import { expect, it } from 'vitest';
import { aBatch, aChange } from './testing/samples.ts';
import { tipAfter } from './tip-after.ts';

const tip = { epoch: 'epoch-1', seq: 7, chain: 'x' };
const renewed = newJournal('epoch-2');

it('is the last entry, whatever the batch begins with', async () => {
  for (const rest of [{}, { renewed }]) {
    const batch = await aBatch(tip, [aChange('web'), aChange('db')], rest);
    const last = batch.entries[1]!;
    const { epoch, seq } = last.entry;
    expect(tipAfter(batch)).toEqual({ epoch, seq, chain: last.chain });
  }
});

it('without an entry is where the journal begins anew, or stays', async () => {
  expect(tipAfter(await aBatch(tip, [], { renewed }))).toBe(renewed);
  expect(tipAfter(await aBatch(tip))).toBe(tip);
  expect(tipAfter(await aBatch(null))).toBeNull();
});
