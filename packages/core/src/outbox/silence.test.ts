import { describe, expect, it } from 'vitest';
import type { Condition } from '../condition.ts';
import { agentSubject } from '../subject.ts';
import { NOON } from '../testing/container.ts';
import { anEntry } from '../testing/entry.ts';
import { claim, settle } from './attempt.ts';
import type { Delivery } from './delivery.ts';
import { plan } from './plan.ts';
import { covers, hush, isActive, MAX_SILENCE_MS, type Silence, silencedAt } from './silence.ts';
import { SETTLE_MS, TOLD_BY_DEFAULT } from './tell.ts';

const RULES = TOLD_BY_DEFAULT;
const HOUR = 3_600_000;
const MINUTE = 60_000;

const AGENT = agentSubject('a1'.repeat(10));

function aSilence(change: Partial<Silence> = {}): Silence {
  return { subject: 'container/web', since: NOON, until: NOON + HOUR, by: 'me', reason: null, ...change };
}

describe('a silence', () => {
  it.each([
    ['container/web', 'container/web', true],
    ['container/web', 'container/web2', false],
    ['container/web', 'container/shop/web/1', false],
    ['container/shop/*', 'container/shop/web/1', true],
    ['container/shop/web/*', 'container/shop/web/2', true],
    ['container/shop/web/*', 'container/shop/web2/1', false],
    ['container/shop/*', 'container/shop', false],
    ['container/shop*', 'container/shop/web/1', false],
    ['container/shop/*', 'engine', false],
    [`${AGENT}/*`, `${AGENT}/container/shop/web/1`, true],
    [`${AGENT}/*`, `${AGENT}/engine`, true],
    [`${AGENT}/*`, `${AGENT}/destination/ops`, true],
    [`${AGENT}/*`, AGENT, false],
    [`${AGENT}/*`, `${agentSubject('b2'.repeat(10))}/engine`, false],
    [`${AGENT}/*`, `container/${AGENT}/engine`, false],
    [`${AGENT}/container/shop/*`, `${AGENT}/container/shop/web/1`, true],
    [AGENT, AGENT, true],
    [AGENT, `${AGENT}/engine`, false],
    ['agent/*', `${AGENT}/engine`, true],
    ['container/*', `${AGENT}/container/web`, false],
  ])('of %s: whether %s is silenced is %s', (subject, of, answer) => {
    expect(covers({ subject }, of)).toBe(answer);
  });

  it('ends in the very millisecond', () => {
    expect(isActive(aSilence(), NOON + HOUR - 1)).toBe(true);
    expect(isActive(aSilence(), NOON + HOUR)).toBe(false);
  });

  it('does not outlive the longest there is because a clock was put back', () => {
    const longest = aSilence({ until: NOON + MAX_SILENCE_MS });
    expect(isActive(longest, NOON)).toBe(true);
    expect(isActive(longest, NOON - 1)).toBe(false);
  });

  it('is one with all others of its subject that have not ended', () => {
    const all = [
      aSilence({ since: NOON - 5, until: NOON + 5 }),
      aSilence({ subject: 'container/*', since: NOON - 9, until: NOON + 1 }),
      aSilence({ since: NOON - 99, until: NOON }),
      aSilence({ subject: 'engine', since: NOON - 99 }),
    ];
    expect(silencedAt(all, 'container/web', NOON)).toEqual({ since: NOON - 9, until: NOON + 5 });
    expect(silencedAt(all, 'container/db', NOON + 1)).toBeNull();
  });
});

/** What is known of the subject once each change has come, all of them within a silence that begins at noon. */
function within(
  changes: readonly (readonly [afterMs: number, to: Condition])[],
  before: Delivery | null = null,
): Delivery | null {
  let row = before && hush(before, aSilence(), RULES, NOON);
  for (const [n, [afterMs, to]] of changes.entries()) {
    const at = NOON + afterMs;
    row = plan(row, anEntry(to, { at, seq: n + 10 }), 'ops', RULES, at, {
      silenced: aSilence(),
      flapping: false,
    });
  }
  return row;
}

/** Of a subject that has been so for ten minutes at noon; `told`: and the receiver knows. */
function since(condition: Condition, told: boolean): Delivery {
  const at = NOON - 10 * MINUTE;
  const row = plan(null, anEntry(condition, { at }), 'ops', RULES, at);
  if (row === null) throw new Error(`${condition} is not told`);
  if (!told) return row;
  const claimed = claim(row, at);
  return settle(claimed, { claimed, outcome: { kind: 'ok' }, at, backoffMs: 1 }, RULES).delivery;
}

const END = NOON + HOUR;

describe('within a silence', () => {
  it.each<[string, Delivery | null, number | null]>([
    ['a failure that stays: at the end', within([[0, 'unhealthy']]), END],
    ['one that must last: at the end, if it has', within([[HOUR - 1, 'crashed']]), END + 4_999],
    ['a failure that is known: nothing', within([], since('unhealthy', true)), null],
    ['its end: at the end', within([[MINUTE, 'healthy']], since('unhealthy', true)), END],
    [
      'its end by a stop: once that has lasted',
      within([[HOUR, 'stopped']], since('unhealthy', true)),
      END + SETTLE_MS,
    ],
    [
      'its end, and the same again: nothing',
      within(
        [
          [MINUTE, 'healthy'],
          [2 * MINUTE, 'unhealthy'],
        ],
        since('unhealthy', true),
      ),
      null,
    ],
    ['another failure of it: at the end', within([[MINUTE, 'oom-killed']], since('unhealthy', true)), END],
    ['a failure that nobody could be told before: at the end', within([], since('unhealthy', false)), END],
    [
      'the same, and over: at the end, it should have been told before',
      within([[MINUTE, 'healthy']], since('unhealthy', false)),
      END,
    ],
  ])('%s', (_, row, dueAt) => {
    expect(row).not.toBeNull();
    expect(row?.dueAt).toBe(dueAt);
  });

  it('what comes and goes leaves nothing, however long it lasted', () => {
    const changes = [
      [0, 'unhealthy'],
      [HOUR - 1, 'healthy'],
    ] as const;
    expect(within(changes)).toBeNull();
    expect(
      plan(within([[0, 'unhealthy']]), anEntry('healthy', { seq: 2, at: END }), 'ops', RULES, END),
    ).toMatchObject({
      open: { told: false },
      dueAt: END,
    });
  });

  it('an attempt that was under way when it began is settled, and its failure ends with a word', () => {
    const claimed = claim(since('unhealthy', false), NOON - 1);
    const silenced = hush(claimed, aSilence(), RULES, NOON);
    const back = plan(silenced, anEntry('healthy', { at: NOON + 5, seq: 2 }), 'ops', RULES, NOON + 5);
    const attempt = { claimed, outcome: { kind: 'ok' } as const, at: NOON + 9, backoffMs: 1 };
    expect(settle(back ?? claimed, attempt, RULES).delivery).toMatchObject({
      told: { condition: 'unhealthy' },
      dueAt: END,
    });
  });

  it('a reminder waits for its end', () => {
    const rules = { ...RULES, remindMs: HOUR };
    expect(hush(since('unhealthy', true), aSilence(), rules, NOON).dueAt).toBe(END);
  });
});

it('that ends early: all is as it would have been', () => {
  const row = within([[0, 'unhealthy']]);
  if (row === null) throw new Error('there is no row');
  const early = hush(row, null, RULES, NOON + MINUTE);
  expect(early.dueAt).toBe(NOON + MINUTE);
  const well = anEntry('healthy', { at: NOON + 2 * MINUTE, seq: 20 });
  expect(plan(early, well, 'ops', RULES, NOON + 2 * MINUTE)).toMatchObject({
    open: { told: false },
    dueAt: NOON + 2 * MINUTE,
  });
});
