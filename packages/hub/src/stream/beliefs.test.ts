import { append, CONDITIONS, type Dated, type JournalEntry, newJournal, STEADY } from '@hale/core';
import { NOON } from '@hale/core/testing';
import { EMPTY_STATE, stateDigest } from '@hale/protocol/sync';
import type { FleetSubject } from '@hale/store/hub';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { aChange } from '../testing/agent.ts';
import { instantHash } from '../testing/hub.ts';
import { believe, learn } from './beliefs.ts';

const agent = 'agent-of-these-beliefs';

type Change = readonly [name: string, to: JournalEntry['to']];

async function journal(changes: readonly Change[]): Promise<readonly JournalEntry[]> {
  const dated = changes.map(([name, to], n) => aChange(name, to, { n }));
  return (await append(newJournal('epoch'), dated, instantHash)).map(({ entry }) => entry);
}

function engineIs(to: JournalEntry['to'], n: number): Dated {
  return {
    transition: { at: NOON + n, subject: 'engine', from: null, to, cause: 'reconcile' },
    fromAt: null,
  };
}

/** What is believed after these entries, so many at a time. */
async function learnt(entries: readonly JournalEntry[], size: number) {
  let digest = EMPTY_STATE;
  const rows = new Map<string, FleetSubject>();
  for (let n = 0; n < entries.length; n += size) {
    const known = [...rows.values()];
    const next = await learn(agent, { known, digest }, entries.slice(n, n + size), instantHash);
    for (const row of next.believed) rows.set(row.subject, row);
    for (const { subject } of next.gone) rows.delete(subject);
    digest = next.digest;
  }
  return { digest, rows: [...rows.values()].toSorted((a, b) => (a.subject < b.subject ? -1 : 1)) };
}

const anyChanges = fc.array(fc.tuple(fc.constantFrom('web', 'db', 'cache'), fc.constantFrom(...CONDITIONS)), {
  maxLength: 40,
});

it('after any entries, in any parts, the digest is that of what is believed', () =>
  fc.assert(
    fc.asyncProperty(anyChanges, fc.integer({ min: 1, max: 9 }), async (changes, size) => {
      const entries = await journal(changes);
      const { digest, rows } = await learnt(entries, size);
      expect(digest).toBe(await stateDigest(rows, instantHash));
      expect(rows).toEqual((await learnt(entries, 100)).rows);
      const newest = new Map(entries.map((entry) => [entry.subject, entry]));
      const there = [...newest.values()].filter(({ to }) => to !== 'removed');
      expect(new Set(rows.map(({ last }) => last.id))).toEqual(new Set(there.map(({ id }) => id)));
    }),
    { numRuns: 60 },
  ));

describe('flapping', () => {
  const turns: readonly Change[] = Array.from({ length: 8 }, (_, n) => [
    'web',
    n % 2 ? 'unhealthy' : 'healthy',
  ]);

  it('is known by the turns of a container', async () => {
    const { rows } = await learnt(await journal(turns), 1);
    expect(rows[0]?.flapping).toMatchObject({ flapping: true });
  });

  it('is nothing that an engine does', async () => {
    const changes = turns.map(([, to], n) => engineIs(to, n));
    const chained = await append(newJournal('epoch'), changes, instantHash);
    const entries = chained.map(({ entry }) => entry);
    expect((await learnt(entries, 1)).rows[0]?.flapping).toEqual(STEADY);
  });

  it('begins anew with what was removed', async () => {
    const { rows } = await learnt(await journal([...turns, ['web', 'removed'], ['web', 'healthy']]), 1);
    expect(rows[0]?.flapping).toMatchObject({ ring: 0, flapping: false });
  });
});

describe('of a snapshot', () => {
  it('all is believed but what was removed', async () => {
    const entries = await journal([
      ['web', 'healthy'],
      ['db', 'removed'],
    ]);
    const subjects = entries.map((last) => ({ subject: last.subject, last }));
    expect(believe(agent, [], subjects)).toMatchObject([{ agent, subject: 'container/web' }]);
  });

  it('what was said already is no turn, and what was not is one', async () => {
    const entries = await journal([
      ['web', 'healthy'],
      ['web', 'unhealthy'],
    ]);
    const [first, second] = entries;
    const { rows: known } = await learnt([first!], 1);
    const turning = known.map((row) => ({ ...row, flapping: { ...row.flapping, ring: 1 } }));
    const [same] = believe(agent, turning, [{ subject: first!.subject, last: first! }]);
    expect(same).toEqual(turning[0]);
    const [turned] = believe(agent, known, [{ subject: second!.subject, last: second! }]);
    expect(turned?.flapping.ring).toBe(1);
  });
});
