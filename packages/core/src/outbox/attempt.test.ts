import { describe, expect, it } from 'vitest';
import type { Condition } from '../condition.ts';
import { NOON } from '../testing/container.ts';
import { anEntry } from '../testing/entry.ts';
import { claim, LEASE_MS, lapse, revive, settle } from './attempt.ts';
import type { Delivery } from './delivery.ts';
import type { Outcome } from './outcome.ts';
import { isIdle, plan } from './plan.ts';
import { TOLD_BY_DEFAULT } from './tell.ts';

const RULES = TOLD_BY_DEFAULT;

/** A subject that has become `to`, of which nothing was told. */
function wanting(to: Condition, change: Partial<Delivery> = {}): Delivery {
  const delivery = plan(null, anEntry(to), 'ops', RULES, NOON);
  if (delivery === null) throw new Error(`${to} is not told`);
  return { ...delivery, ...change };
}

function then(delivery: Delivery, to: Condition, afterMs: number, seq = 2): Delivery {
  const at = NOON + afterMs;
  const next = plan(delivery, anEntry(to, { at, seq }), 'ops', RULES, at);
  if (next === null) throw new Error(`${to} leaves nothing`);
  return next;
}

/** `stored`: what has become of it meanwhile. */
function settled(claimed: Delivery, outcome: Outcome, stored = claimed, afterMs = 2_000) {
  return settle(stored, { claimed, outcome, at: NOON + afterMs, backoffMs: 500 }, RULES);
}

const OK: Outcome = { kind: 'ok' };
const NO: Outcome = { kind: 'retry', code: '503' };
const LOST: Outcome = { kind: 'ambiguous', code: 'timeout' };

describe('what came of an attempt', () => {
  it('a yes is remembered, with the receipt, and ends every doubt', () => {
    const claimed = claim(wanting('unhealthy', { unknown: true, attempts: 4, tier: 1 }), NOON);
    const { delivery, dead } = settled(claimed, { kind: 'ok', receipt: 'ts-1' });
    expect(dead).toBeNull();
    expect(delivery).toMatchObject({
      told: { id: 'entry-1', condition: 'unhealthy', at: NOON + 2_000 },
      open: { told: true },
      unknown: false,
      receipt: 'ts-1',
      tier: 0,
      attempts: 0,
      dueAt: null,
      leaseUntil: null,
      failing: null,
    });
    expect(isIdle(delivery)).toBe(false);
  });

  it('once the end of its failure is told, there is nothing left to remember', () => {
    const failing = settled(claim(wanting('unhealthy'), NOON), OK).delivery;
    const claimed = claim(then(failing, 'healthy', 9_000), NOON + 9_000);
    expect(isIdle(settled(claimed, OK).delivery)).toBe(true);
  });

  it.each<[Outcome, boolean, number]>([
    [NO, false, 2_500],
    [{ kind: 'throttled', code: '429', notBefore: NOON + 30_000 }, false, 30_000],
    [LOST, true, 2_500],
    [{ kind: 'gone', code: 'no_service' }, false, 2_500],
    [{ kind: 'auth', code: 'invalid_token' }, false, 2_500],
  ])('$kind: once more', (outcome, unknown, dueMs) => {
    const { delivery, dead } = settled(claim(wanting('unhealthy'), NOON), outcome);
    expect(dead).toBeNull();
    expect(delivery).toMatchObject({
      told: null,
      unknown,
      leaseUntil: null,
      dueAt: NOON + dueMs,
      attempts: 1,
    });
  });

  it.each<[string, Outcome]>([
    ['a refusal', NO],
    ['giving up', { kind: 'rejected', code: 'invalid' }],
  ])('a doubt outlives %s', (_, outcome) => {
    const doubted = settled(claim(wanting('unhealthy', { tier: 2 }), NOON), LOST).delivery;
    expect(settled(claim(doubted, NOON + 3_000), outcome).delivery.unknown).toBe(true);
  });

  it('knows since when it has been failing', () => {
    const once = settled(claim(wanting('unhealthy'), NOON), NO).delivery;
    const twice = settled(claim(once, NOON + 3_000), LOST, undefined, 4_000).delivery;
    expect(twice.failing).toEqual({ since: NOON + 2_000, code: 'timeout' });
  });
});

describe('the ladder', () => {
  it('is gone down at once, each step once, and what nobody takes is given up', () => {
    let delivery = wanting('unhealthy');
    const tiers: number[] = [];
    let dead = null;
    for (let now = NOON; dead === null; now += 1_000) {
      expect(delivery.dueAt).toBeLessThanOrEqual(now);
      const claimed = claim(delivery, now);
      tiers.push(claimed.tier);
      ({ delivery, dead } = settle(
        claimed,
        { claimed, outcome: { kind: 'rejected', code: 'invalid_blocks' }, at: now, backoffMs: 500 },
        RULES,
      ));
    }
    expect(tiers).toEqual([0, 1, 2]);
    expect(dead).toMatchObject({ destination: 'ops', entry: { id: 'entry-1' }, code: 'invalid_blocks' });
    expect(delivery).toMatchObject({ dueAt: null, abandoned: 'entry-1' });
    // What comes after it is told.
    expect(then(delivery, 'oom-killed', 90_000).dueAt).toBe(NOON + 90_000);
    // And so is the same, if somebody asks.
    expect(revive(delivery, RULES, NOON + 90_000)).toMatchObject({
      dueAt: NOON + 90_000,
      tier: 0,
      abandoned: null,
    });
  });

  it('says nothing of what has happened since', () => {
    const claimed = claim(wanting('unhealthy', { tier: 2 }), NOON);
    const { delivery, dead } = settled(
      claimed,
      { kind: 'rejected', code: 'no' },
      then(claimed, 'oom-killed', 1_000),
    );
    expect(dead).toBeNull();
    expect(delivery).toMatchObject({ tier: 0, abandoned: null, dueAt: NOON + 2_000 });
  });
});

describe('what happens during an attempt', () => {
  const claimed = claim(wanting('unhealthy'), NOON);
  const back = then(claimed, 'healthy', 1_000);

  it('a recovery is told once the failure is', () => {
    expect(settled(claimed, OK, back).delivery).toMatchObject({ open: { told: true }, dueAt: NOON + 2_000 });
  });

  it('a recovery from what was refused is not', () => {
    expect(isIdle(settled(claimed, NO, back).delivery)).toBe(true);
  });

  it('a recovery from what may have arrived is', () => {
    expect(settled(claimed, LOST, back).delivery).toMatchObject({
      open: { told: false },
      dueAt: NOON + 2_500,
    });
  });

  it('a new failure while the end of the last is told begins afresh, and has to last', () => {
    const ending = claim(then(settled(claimed, OK).delivery, 'healthy', 9_000), NOON + 9_000);
    const again = then(ending, 'crashed', 10_000, 3);
    expect(settled(ending, OK, again, 11_000).delivery).toMatchObject({
      open: { condition: 'crashed', at: NOON + 10_000, dueAt: NOON + 15_000, told: false },
      dueAt: NOON + 15_000,
    });
  });

  it('one that is not told begins nothing', () => {
    const ending = claim(then(settled(claimed, OK).delivery, 'healthy', 9_000), NOON + 9_000);
    const lost = then(ending, 'unknown', 10_000, 3);
    expect(isIdle(settled(ending, OK, lost, 11_000).delivery)).toBe(true);
  });
});

describe('a lease that ended without a result', () => {
  const crashed = claim(wanting('unhealthy'), NOON);
  const later = NOON + LEASE_MS;

  it('leaves a doubt, and the same is due again', () => {
    expect(lapse(crashed, RULES, later)).toMatchObject({ unknown: true, leaseUntil: null, dueAt: later });
    expect(claim(crashed, later)).toMatchObject({ unknown: true, attempts: 2, leaseUntil: later + LEASE_MS });
  });

  it('does not make due what is on its way', () => {
    expect(lapse(then(crashed, 'starting', 3_000), RULES, later)).toMatchObject({
      unknown: true,
      dueAt: null,
    });
  });

  it.each<[string, Outcome, boolean]>([
    ['a yes', OK, true],
    ['no word', LOST, true],
    ['a no', NO, false],
  ])('may still bring %s, while somebody else has it', (_, outcome, unknown) => {
    const theirs = { ...claim(crashed, later), unknown: false };
    expect(settled(crashed, outcome, theirs).delivery).toEqual({ ...theirs, unknown });
  });
});

describe('a reminder', () => {
  const rules = { ...RULES, remindMs: 3_600_000 };
  const claimed = claim(wanting('unhealthy'), NOON);
  const { delivery } = settle(claimed, { claimed, outcome: OK, at: NOON, backoffMs: 500 }, rules);

  it('is due after so long, and then again', () => {
    expect(delivery.dueAt).toBe(NOON + 3_600_000);
    const second = claim(delivery, NOON + 3_700_000);
    const attempt = { claimed: second, outcome: OK, at: NOON + 3_700_000, backoffMs: 500 };
    expect(settle(second, attempt, rules).delivery.dueAt).toBe(NOON + 3_700_000 + 3_600_000);
  });

  it('waits as long as anything else where it is refused', () => {
    const second = claim(delivery, NOON + 3_600_000);
    const attempt = { claimed: second, outcome: NO, at: NOON + 3_600_000, backoffMs: 500 };
    expect(settle(second, attempt, rules).delivery.dueAt).toBe(NOON + 3_600_500);
  });
});
