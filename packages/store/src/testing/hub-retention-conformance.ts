import { newJournal } from '@hale/core';
import { NOON } from '@hale/core/testing';
import { describe, expect, it } from 'vitest';
import type { HubStore } from '../hub/hub-store.ts';
import { CLOSED_EPOCH_MS, INVITATION_MS, LOSS_MS, PART_MS, REJECTED_ROWS } from '../hub/retention.ts';
import { JOURNAL_MS, OUTPUT_MS, SLICE_ROWS } from '../retention.ts';
import { agentId, anInvitation, someReceived } from './hub-samples.ts';
import { aChange, aFeed, aSilenceChange } from './samples.ts';

/** What a hub's store lets go of, and what it does not. */
export function describeHubRetention(current: () => HubStore): void {
  describe('prune', () => {
    it('goes by when an entry came, whatever its agent’s clock said', async () => {
      const store = current();
      const changes = [aChange('a', { at: 0 }), aChange('b', { at: NOON + 9_000_000 })];
      await store.commit({ received: await someReceived('a', newJournal('e'), changes) });
      await store.save({ destinations: [aFeed('audit', 0)] });
      expect(await pruned(store, NOON + JOURNAL_MS)).toEqual([]);
      expect(await pruned(store, NOON + JOURNAL_MS + 1)).toEqual([2]);
      const next = await someReceived('a', newJournal('f'), [aChange('a')]);
      await store.commit({ received: next });
      expect(await store.entriesAfter(0, 9)).toMatchObject([{ position: 3 }]);
    });

    it('lets go of output sooner, and of nothing else of its entry', async () => {
      const store = current();
      const received = await someReceived('a', newJournal('e'), [aChange('web', { output: 'secret' })]);
      await store.commit({ received });
      expect(await pruned(store, NOON + OUTPUT_MS)).toEqual([]);
      expect(await pruned(store, NOON + OUTPUT_MS + 1)).toEqual([1]);
      const chained = received.map(({ chained }) => chained);
      expect(await store.chain(agentId('a'), 'e', 0, 9)).toEqual(
        chained.map(({ entry, ...proof }) => ({
          ...proof,
          entry: { ...entry, container: { ...entry.container, output: null } },
        })),
      );
    });

    it('forgets what was lost with what it explains, and parts of a snapshot that is not completed', async () => {
      const store = current();
      const place = { agent: agentId('a'), epoch: 'e' };
      const at = NOON;
      await store.commit({
        gaps: [{ ...place, from: 1, to: 1, at }],
        rejected: [{ ...place, seq: 2, code: 'malformed', at, body: '' }],
        parts: [{ agent: agentId('a'), snapshot: 's', part: 1, at, subjects: [] }],
      });
      expect(await pruned(store, NOON + PART_MS)).toEqual([]);
      expect(await pruned(store, NOON + PART_MS + 1)).toEqual([1]);
      expect(await store.parts(agentId('a'), 's')).toEqual([]);
      expect(await pruned(store, NOON + LOSS_MS)).toEqual([]);
      expect(await pruned(store, NOON + LOSS_MS + 1)).toEqual([1, 1]);
      expect(await store.gaps(agentId('a'), 9)).toEqual([]);
      expect(await store.rejected(agentId('a'), 9)).toEqual([]);
    });

    it('keeps so many rejected entries, the newest', async () => {
      const store = current();
      const rejected = Array.from({ length: REJECTED_ROWS + SLICE_ROWS + 3 }, (_, n) => ({
        agent: agentId('a'),
        epoch: 'e',
        seq: n + 1,
        code: 'malformed',
        at: NOON,
        body: '',
      }));
      await store.commit({ rejected });
      expect(await pruned(store, NOON)).toEqual([SLICE_ROWS, 3]);
      const kept = await store.rejected(agentId('a'), 99_999);
      expect(kept).toHaveLength(REJECTED_ROWS);
      expect(kept.at(-1)).toMatchObject({ seq: SLICE_ROWS + 4 });
    });

    it('remembers a closed epoch so long, and one that goes on for ever', async () => {
      const store = current();
      const begun = ['closed', 'open'].map((epoch) => ({ agent: agentId('a'), epoch }));
      await store.commit({ epochs: { begun, closed: [] } });
      await store.commit({ epochs: { begun: [], closed: [{ epoch: 'closed', at: NOON }] } });
      await store.commit({ epochs: { begun: [], closed: [{ epoch: 'closed', at: NOON + 5 }] } });
      expect(await pruned(store, NOON + CLOSED_EPOCH_MS)).toEqual([]);
      expect(await pruned(store, NOON + CLOSED_EPOCH_MS + 1)).toEqual([1]);
      expect(await store.epochOwner('closed')).toBeNull();
      expect(await store.epochOwner('open')).toEqual({ agent: agentId('a'), closed: false });
    });

    it('lets go of invitations and silences that are over', async () => {
      const store = current();
      await store.invite(anInvitation('i', { until: NOON }));
      await store.silence(aSilenceChange('x', { until: NOON + INVITATION_MS + 1 }));
      expect(await pruned(store, NOON + INVITATION_MS)).toEqual([]);
      expect(await pruned(store, NOON + INVITATION_MS + 1)).toEqual([1, 1]);
      expect(await store.silences()).toEqual({ version: 1, all: [] });
    });

    it('keeps how the last 400 days were spent', async () => {
      const store = current();
      const changes = [aChange('a', { from: 'healthy', fromAt: NOON - 5 })];
      await store.commit({ received: await someReceived('a', newJournal('e'), changes) });
      await pruned(store, NOON + 400 * 86_400_000);
      expect(await store.days({ from: 0, limit: 9 })).toMatchObject([{ upMs: 5 }]);
      await pruned(store, NOON + 401 * 86_400_000);
      expect(await store.days({ from: 0, limit: 9 })).toEqual([]);
    });
  });
}

/** Until there is nothing left: how many rows each call took. */
async function pruned(store: HubStore, now: number): Promise<readonly number[]> {
  const slices: number[] = [];
  for (let rows = await store.prune(now); rows > 0; rows = await store.prune(now)) {
    expect(rows).toBeLessThanOrEqual(SLICE_ROWS);
    slices.push(rows);
  }
  return slices;
}
