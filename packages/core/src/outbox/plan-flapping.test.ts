import { describe, expect, it } from 'vitest';
import type { Condition } from '../condition.ts';
import { NOON } from '../testing/container.ts';
import { anEntry } from '../testing/entry.ts';
import { claim, settle } from './attempt.ts';
import type { Delivery } from './delivery.ts';
import type { Outcome } from './outcome.ts';
import { plan, tellsFlapping } from './plan.ts';
import { SETTLE_MS, type TellRules, TOLD_BY_DEFAULT } from './tell.ts';

const OK: Outcome = { kind: 'ok' };
const NO: Outcome = { kind: 'rejected', code: 'no' };

type Change = readonly [to: Condition, how: 'steady' | 'flapping'];

/** A change each second, each of which is told at once if it is due. */
class Told {
  row: Delivery | null = null;
  readonly words: string[] = [];
  answer: Outcome = OK;
  readonly #rules: TellRules;
  #seq = 0;
  #now = NOON;

  constructor(changes: readonly Change[], rules = TOLD_BY_DEFAULT) {
    this.#rules = rules;
    for (const change of changes) this.change(...change);
  }

  change(to: Condition, how: 'steady' | 'flapping'): this {
    this.#seq += 1;
    this.#now += 1_000;
    return this.#plan(to, how);
  }

  /** Nothing has changed but that it flaps no more. */
  steady(): this {
    if (this.row === null) throw new Error('no row');
    return this.#plan(this.row.want.to, 'steady');
  }

  send(): this {
    const { row } = this;
    if (row?.dueAt === undefined || row.dueAt === null || row.dueAt > this.#now) return this;
    const claimed = claim(row, this.#now);
    this.words.push(tellsFlapping(claimed) ? 'flapping' : claimed.want.to);
    const attempt = { claimed, outcome: this.answer, at: this.#now, backoffMs: 0 };
    this.row = settle(claimed, attempt, this.#rules).delivery;
    return this;
  }

  #plan(to: Condition, how: 'steady' | 'flapping'): this {
    const entry = anEntry(to, { seq: this.#seq, at: this.#now });
    const held = { silenced: null, flapping: how === 'flapping' };
    this.row = plan(this.row, entry, 'ops', this.#rules, this.#now, held);
    return this.send();
  }
}

const BEGINS: readonly Change[] = [
  ['unhealthy', 'steady'],
  ['healthy', 'steady'],
  ['unhealthy', 'flapping'],
];
const LASTS: readonly Change[] = [...BEGINS, ['healthy', 'flapping'], ['unhealthy', 'flapping']];

describe('of a subject that flaps', () => {
  it('one notice is told, and none of its turns', () => {
    expect(new Told(LASTS).words).toEqual(['unhealthy', 'healthy', 'flapping']);
  });

  it('the notice is told instead of the turn that has made it one, also of a turn for the better', () => {
    const changes: readonly Change[] = [
      ['unhealthy', 'steady'],
      ['healthy', 'flapping'],
    ];
    const { row, words } = new Told(changes);
    expect(words).toEqual(['unhealthy', 'flapping']);
    expect(row).toMatchObject({ open: { condition: 'unhealthy', told: true }, dueAt: null });
  });

  it('a failure that lasts is not told again, however often reminders are wanted', () => {
    expect(new Told(LASTS, { ...TOLD_BY_DEFAULT, remindMs: 1 }).row?.dueAt).toBeNull();
  });

  it.each<[Condition, string]>([
    ['unhealthy', 'the failure'],
    ['crashed', 'another failure, once it has lasted as long as it must'],
    ['healthy', 'that it is well'],
  ])('the end leaves one word, of %s: %s', (to) => {
    const told = new Told([...LASTS, ['healthy', 'flapping'], [to, 'flapping']]);
    expect(told.steady().row?.dueAt ?? null).toBe(to === 'crashed' ? NOON + 12_000 : null);
    expect(told.words.slice(3)).toEqual(to === 'crashed' ? [] : [to]);
  });

  it('is told to have been stopped by whoever has stopped it', () => {
    const told = new Told([...LASTS, ['stopping', 'flapping'], ['stopped', 'flapping']]);
    expect(told.row?.dueAt).toBe(NOON + 7_000 + SETTLE_MS);
    expect(told.change('healthy', 'flapping').row?.dueAt).toBeNull();
  });

  it.each<Condition>(['crashed', 'looping'])('no word is told to whom %s is none', (down) => {
    const changes = LASTS.map(([to, how]): Change => [to === 'unhealthy' ? down : to, how]);
    expect(new Told(changes, { afterMs: { unhealthy: 0 }, remindMs: null })).toMatchObject({
      row: null,
      words: [],
    });
  });

  it('no notice is told of failures that never last as long as they must to be told', () => {
    const changes = LASTS.map(([to, how]): Change => [to === 'unhealthy' ? 'crashed' : to, how]);
    expect(new Told([...changes, ['healthy', 'flapping']])).toMatchObject({ row: null, words: [] });
  });
});

it('a notice that nobody could be told is told when they can, however short its failures were', () => {
  const told = new Told([]);
  told.answer = { kind: 'retry', code: 'away' };
  for (const change of LASTS) told.change(...change);
  told.answer = OK;
  told.change('healthy', 'flapping').send();
  expect(told.row).toMatchObject({ told: { flapping: true }, open: { condition: 'unhealthy', told: true } });
});

it('the notice is told again where an end may have been told meanwhile', () => {
  const told = new Told(LASTS);
  told.answer = { kind: 'ambiguous', code: 'timeout' };
  told.steady();
  told.answer = OK;
  told.change('healthy', 'flapping');
  expect(told.words.slice(3)).toEqual(['unhealthy', 'flapping']);
});

it.each<[string, (told: Told) => Told, string]>([
  ['the next turn', (told) => told.change('healthy', 'flapping'), 'flapping'],
  ['the end', (told) => told.steady(), 'unhealthy'],
])('a notice that was given up does not hold up %s', (_, next, word) => {
  const told = new Told(BEGINS.slice(0, 2));
  told.answer = NO;
  told.change('unhealthy', 'flapping').send().send();
  expect(told.row).toMatchObject({ abandoned: 'entry-3', dueAt: null });
  told.answer = OK;
  expect(next(told).words.at(-1)).toBe(word);
});

it('a refusal of the notice says nothing of what is to be told once it is over', () => {
  const held = { silenced: null, flapping: true };
  const notice = plan(null, anEntry('unhealthy'), 'ops', TOLD_BY_DEFAULT, NOON, held);
  if (notice === null) throw new Error('no notice');
  const claimed = claim({ ...notice, tier: 2 }, NOON);
  const over = { ...claimed, flapping: false };
  const { delivery, dead } = settle(over, { claimed, outcome: NO, at: NOON, backoffMs: 0 }, TOLD_BY_DEFAULT);
  expect([delivery.dueAt, delivery.abandoned, dead]).toEqual([NOON, null, null]);
});
