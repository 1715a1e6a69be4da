import { append, type Dated, newJournal } from '@hale/core';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { instantHash } from '../testing/agent.ts';
import { firstPlace, firstSendable, mayWait, UNSENT_BYTES, UNSENT_MS } from './sendable.ts';

const NOW = Date.UTC(2026, 0, 30);

describe('what may wait for a hub', () => {
  test('is 7 days old at most, and 64 MiB long', () => {
    const some = { entries: 1, bytes: 0, oldestAt: NOW };
    expect(mayWait({ ...some, bytes: UNSENT_BYTES }, NOW)).toBe(true);
    expect(mayWait({ ...some, bytes: UNSENT_BYTES + 1 }, NOW)).toBe(false);
    expect(mayWait({ ...some, oldestAt: NOW - UNSENT_MS }, NOW)).toBe(true);
    expect(mayWait({ ...some, oldestAt: NOW - UNSENT_MS - 1 }, NOW)).toBe(false);
    expect(mayWait({ entries: 0, bytes: 0, oldestAt: null }, NOW)).toBe(true);
  });

  test('begins at the first place that has it, found by few questions', () =>
    fc.assert(
      fc.asyncProperty(fc.nat(100_000), fc.nat(100_000), fc.nat(200_000), async (from, length, turn) => {
        const to = from + length;
        let asked = 0;
        const found = await firstPlace(from, to, async (seq) => {
          asked += 1;
          return seq >= turn;
        });
        expect(found).toBe(Math.min(Math.max(from, turn), to));
        expect(asked).toBeLessThanOrEqual(20);
      }),
    ));
});

describe('the first place that can still be sent', () => {
  /** A journal of which the first entries are gone, each of the others so old and so long. */
  async function journal(kept: readonly { readonly at: number; readonly bytes: number }[], gone = 0) {
    const dated: Dated[] = [...Array.from({ length: gone }, () => ({ at: 0 })), ...kept].map(({ at }) => ({
      transition: { at, subject: 'container/a', from: null, to: 'running', cause: 'start' },
      fromAt: null,
    }));
    const entries = await append(newJournal('epoch'), dated, instantHash);
    const last = entries.at(-1);
    const tip = last ? { epoch: 'epoch', seq: last.entry.seq, chain: last.chain } : newJournal('epoch');
    const stored = entries.map((chained, index) => ({ ...chained, position: index + 1 })).slice(gone);
    const after = (seq: number) => stored.filter(({ entry }) => entry.seq > seq);
    return {
      entries,
      tip,
      store: {
        chain: async (_: string, seq: number, limit: number) => after(seq).slice(0, limit),
        behind: async (_: string, seq: number) => ({
          entries: after(seq).length,
          bytes: after(seq).reduce((sum, { entry }) => sum + (kept[entry.seq - 1 - gone]?.bytes ?? 0), 0),
          oldestAt: after(seq).reduce<number | null>(
            (least, { entry }) => Math.min(least ?? entry.at, entry.at),
            null,
          ),
        }),
      },
    };
  }
  const young = { at: NOW, bytes: 10 };
  const old = { at: NOW - UNSENT_MS - 1, bytes: 10 };

  test('is the beginning, as long as that is kept', async () => {
    const { store, tip } = await journal([young, young]);
    expect(await firstSendable(store, tip, NOW)).toEqual({ seq: 0, chain: newJournal('').chain });
  });

  test('is the oldest entry where what came before it is gone', async () => {
    const { store, tip, entries } = await journal([young, young], 3);
    expect(await firstSendable(store, tip, NOW)).toEqual({ seq: 4, chain: entries[3]?.chain });
  });

  test('is the tip where nothing is kept', async () => {
    const { store, tip } = await journal([], 3);
    expect(await firstSendable(store, tip, NOW)).toEqual({ seq: 3, chain: tip.chain });
  });

  test('comes after what is too old', async () => {
    const { store, tip, entries } = await journal([old, old, young]);
    expect(await firstSendable(store, tip, NOW)).toEqual({ seq: 2, chain: entries[1]?.chain });
  });

  test('comes after what is too much', async () => {
    const third = { at: NOW, bytes: UNSENT_BYTES / 2 };
    const { store, tip } = await journal([third, third, third]);
    expect(await firstSendable(store, tip, NOW)).toMatchObject({ seq: 1 });
  });
});
