import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { CONDITIONS } from '../condition.ts';
import type { JournalEntry } from '../journal/entry.ts';
import { NOON } from '../testing/container.ts';
import { anEntry } from '../testing/entry.ts';
import type { Delivery } from './delivery.ts';
import { plan } from './plan.ts';
import { planNews } from './plan-news.ts';
import { TOLD_BY_DEFAULT } from './tell.ts';

const OPS = { name: 'ops', rules: TOLD_BY_DEFAULT };
const STEADY = { silenced: null, flapping: false };
const held = () => STEADY;

function entry(subject: string, to: JournalEntry['to'], seq = 1): JournalEntry {
  return anEntry(to, { subject: `container/${subject}`, seq });
}

/** As it is stored. */
function row(subject: string, to: JournalEntry['to'], version = 4): Delivery {
  const planned = plan(null, entry(subject, to), 'ops', TOLD_BY_DEFAULT, NOON);
  if (planned === null) throw new Error(`${to} is not told`);
  return { ...planned, version };
}

const lines = (rows: readonly Delivery[]) =>
  rows.map(({ subject, want, version }) => `${subject} ${want.to} ${version}`);

describe('after entries of many subjects', () => {
  it('each has one row, by its newest', () => {
    const entries = [entry('a', 'crashed', 1), entry('b', 'unhealthy', 2), entry('a', 'looping', 3)];
    const { deliveries, settled } = planNews(entries, [], OPS, held, NOON);
    expect(lines(deliveries)).toEqual(['container/a looping 0', 'container/b unhealthy 0']);
    expect(settled).toEqual([]);
  });

  it('a row that is not needed any more is named as it is stored, and one that never was is not', () => {
    const before = row('a', 'crashed');
    const entries = [entry('a', 'running', 2), entry('b', 'crashed', 3), entry('b', 'running', 4)];
    expect(planNews(entries, [before], OPS, held, NOON)).toEqual({ deliveries: [], settled: [before] });
  });

  it('a row that is needed no more and then again is still the same row', () => {
    const entries = [entry('a', 'running', 2), entry('a', 'unhealthy', 3)];
    const { deliveries, settled } = planNews(entries, [row('a', 'crashed')], OPS, held, NOON);
    expect([lines(deliveries), settled]).toEqual([['container/a unhealthy 4'], []]);
    // Its failure is another one: what was over before it was told is nothing to tell of.
    expect(deliveries[0]?.open).toMatchObject({ condition: 'unhealthy' });
  });

  it('rows of which there is no news stay as they are', () => {
    const { deliveries } = planNews([entry('a', 'unhealthy')], [row('b', 'crashed')], OPS, held, NOON);
    expect(lines(deliveries)).toEqual(['container/a unhealthy 0']);
  });

  it('what is silenced and what flaps is so by its subject', () => {
    const silenced = { since: NOON, until: NOON + 9_000 };
    const of = (subject: string) => ({
      silenced: subject === 'container/a' ? silenced : null,
      flapping: subject === 'container/b',
    });
    const entries = [entry('a', 'unhealthy', 1), entry('b', 'unhealthy', 2)];
    expect(planNews(entries, [], OPS, of, NOON).deliveries).toMatchObject([
      { silenced, flapping: false, dueAt: NOON + 9_000 },
      { silenced: null, flapping: true, dueAt: NOON },
    ]);
  });

  it('a destination is told nothing of itself', () => {
    const entries = [anEntry('unhealthy', { subject: 'destination/ops' })];
    expect(planNews(entries, [], OPS, held, NOON).deliveries).toEqual([]);
    expect(planNews(entries, [], { ...OPS, name: 'team' }, held, NOON).deliveries).toHaveLength(1);
  });
});

it('comes to the same as planning one entry after another', () => {
  const change = fc.tuple(fc.constantFrom('a', 'b', 'c'), fc.constantFrom(...CONDITIONS));
  const stored = fc.subarray(['a', 'b', 'c']);
  fc.assert(
    fc.property(fc.array(change, { maxLength: 30 }), stored, (changes, known) => {
      const entries = changes.map(([subject, to], n) => entry(subject, to, n + 10));
      const rows = known.map((subject) => row(subject, 'crashed', 7));
      const { deliveries, settled } = planNews(entries, rows, OPS, held, NOON);
      for (const subject of ['container/a', 'container/b', 'container/c']) {
        const own = entries.filter((each) => each.subject === subject);
        const first = rows.find((each) => each.subject === subject) ?? null;
        const one = own.reduce<Delivery | null>(
          (before, each) => plan(before, each, 'ops', TOLD_BY_DEFAULT, NOON, STEADY),
          first,
        );
        const expected = own.length > 0 && one ? { ...one, version: first?.version ?? 0 } : undefined;
        expect(deliveries.find((each) => each.subject === subject)).toEqual(expected);
        expect(settled.filter((each) => each.subject === subject)).toEqual(
          own.length > 0 && one === null && first ? [first] : [],
        );
      }
    }),
  );
});
