import { expect, test } from 'vitest';
import type { Health } from '../health.ts';
import { at, NOON } from '../testing/container.ts';
import { policyOf } from './policy.ts';
import { newProbing, type Probing, type ProbingInput, stepProbing, strictRules } from './probing.ts';

const SYMBOLS = ['pass', 'fail', 'error', 'start', 'die', 'pause', 'unpause'] as const;
type Symbol = (typeof SYMBOLS)[number];

const CODES = { pass: 0, fail: 1, error: -1 } as const;
const STEP_MS = 1_000;
const LENGTH = 7;

/** A container as a child would explain it; it shares no line with the real thing. */
interface Naive {
  alive: boolean;
  frozen: boolean;
  status: string;
  bad: number;
  log: string;
  bornAt: number;
}

function naively(
  before: Naive,
  symbol: Symbol,
  now: number,
  retries: number,
  graceMs: number,
): { after: Naive; event: string } {
  const after = { ...before };
  let event = '';
  if (symbol === 'start' && !before.alive) {
    Object.assign(after, { alive: true, frozen: false, status: 'starting', bad: 0, bornAt: now });
  } else if (symbol === 'die' && before.alive) {
    Object.assign(after, { alive: false, frozen: false, status: 'unhealthy' });
  } else if (symbol === 'pause' && before.alive && !before.frozen) {
    Object.assign(after, { frozen: true, status: 'unhealthy' });
  } else if (symbol === 'unpause' && before.frozen) {
    after.frozen = false;
  } else if (symbol in CODES && before.alive && !before.frozen) {
    after.log = (before.log + symbol[0]).slice(-5);
    if (symbol === 'pass') Object.assign(after, { status: 'healthy', bad: 0 });
    else if (!(before.status === 'starting' && now - before.bornAt < graceMs)) {
      after.bad += 1;
      if (after.bad >= retries) after.status = 'unhealthy';
    }
    if (after.status !== before.status) event = after.status;
  }
  return { after, event };
}

/** The same symbol, to the reducer: a probe is waited for, begun and answered. */
function really(
  before: Probing,
  symbol: Symbol,
  n: number,
  was: Naive,
  rules: ReturnType<typeof strictRules>,
) {
  const moment = { wall: NOON + n * STEP_MS, monotonic: n * STEP_MS };
  const input = inputFor(symbol, moment, n, was);
  if (input !== null) return stepProbing(before, input, rules);
  if (!(symbol in CODES)) return { probing: before, event: null };
  const late = { ...moment, monotonic: Number.MAX_SAFE_INTEGER };
  const begun = stepProbing(before, { kind: 'due', at: late }, rules);
  if (begun.command?.kind !== 'probe') return { probing: begun.probing, event: null };
  const exitCode = CODES[symbol as keyof typeof CODES];
  const finding = {
    start: at(n * STEP_MS),
    end: at(n * STEP_MS),
    exitCode,
    output: '',
    error: symbol === 'error',
  };
  return stepProbing(
    begun.probing,
    { kind: 'result', at: moment, probe: begun.command.probe, finding, ended: true },
    rules,
  );
}

function inputFor(
  symbol: Symbol,
  moment: { wall: number; monotonic: number },
  n: number,
  was: Naive,
): ProbingInput | null {
  if (symbol === 'start' && !was.alive) return { kind: 'start', at: moment, startedAt: at(n * STEP_MS) };
  if (symbol === 'die' && was.alive) return { kind: 'stop' };
  if (symbol === 'pause' && was.alive && !was.frozen) return { kind: 'stop' };
  if (symbol === 'unpause' && was.frozen) return { kind: 'unpause', at: moment };
  return null;
}

function seen({ status, failingStreak, log }: Health): string {
  return `${status} ${failingStreak} ${log.map(({ exitCode }) => (exitCode === 0 ? 'p' : exitCode === 1 ? 'f' : 'e')).join('')}`;
}

test.each([
  [1, 0],
  [2, 0],
  [2, 3 * STEP_MS],
  [3, 2 * STEP_MS],
])(
  `every sequence of up to ${LENGTH}, with %d retries and a start period of %d ms`,
  (retries, startPeriodMs) => {
    const rules = strictRules(
      policyOf({ intervalMs: 1, timeoutMs: 0, startPeriodMs, startIntervalMs: 1, retries }),
    );
    const wrong: string[] = [];
    let compared = 0;
    const follow = (path: string, naive: Naive, probing: Probing, n: number): void => {
      for (const symbol of SYMBOLS) {
        const { after, event } = naively(naive, symbol, n * STEP_MS, retries, startPeriodMs);
        const real = really(probing, symbol, n, naive, rules);
        const [expected, actual] = [
          `${after.status} ${after.bad} ${after.log} ${event}`,
          `${seen(real.probing.health)} ${real.event ?? ''}`,
        ];
        compared += 1;
        if (expected !== actual && wrong.length < 5)
          wrong.push(`${path} ${symbol}: ${actual}, not ${expected}`);
        if (n < LENGTH) follow(`${path} ${symbol}`, after, real.probing, n + 1);
      }
    };
    follow(
      '',
      { alive: false, frozen: false, status: 'unhealthy', bad: 0, log: '', bornAt: 0 },
      newProbing(),
      1,
    );
    expect(wrong).toEqual([]);
    expect(compared).toBe((7 ** (LENGTH + 1) - 7) / 6);
  },
);
