import type { StartPace } from './schedule.ts';

/** Where versions of moby differ in how they check. Everything else has been the same since 19.03. */
export interface Parity extends StartPace {
  /** What an unset start interval means. */
  readonly unsetStartIntervalMs: number | 'interval';
  /** Whether what a timed-out probe had printed is part of its output. */
  readonly printedOnTimeout: boolean;
  /** Whether the timeout runs from the start of the process, not from the call that starts it. */
  readonly timeoutFromProcessStart: boolean;
}

type Version = readonly [major: number, minor: number, patch: number];

/** Each version that changed something, and what. Source: moby's history of `daemon/health.go`. */
const CHANGES: readonly {
  readonly since: Version;
  readonly change: Partial<Parity>;
  readonly source: string;
}[] = [
  { since: [23, 0, 0], change: { timeoutFromProcessStart: true }, source: 'moby#43480' },
  { since: [24, 0, 0], change: { printedOnTimeout: true }, source: 'moby#43997' },
  { since: [25, 0, 0], change: { startInterval: true }, source: 'moby#40894' },
  { since: [27, 0, 0], change: { unsetStartIntervalMs: 5_000 }, source: 'moby c514952774' },
];

const OLDEST: Parity = {
  startInterval: false,
  capped: false,
  unsetStartIntervalMs: 'interval',
  printedOnTimeout: false,
  timeoutFromProcessStart: false,
};

/** What hale does when it runs a check itself. */
export const BASELINE_VERSION = '29.7.2';

/** How a given moby checks, by its version: `20.10.24+dfsg1`, `29.7.2`. What is no version counts as the baseline. */
export function parityOf(version: string): Parity {
  const found = /^v?(\d+)\.(\d+)(?:\.(\d+))?/.exec(version);
  if (!found) return BASELINE;
  const given: Version = [Number(found[1]), Number(found[2]), Number(found[3] ?? 0)];
  return CHANGES.filter(({ since }) => !isBefore(given, since)).reduce<Parity>(
    (parity, { change }) => ({ ...parity, ...change }),
    OLDEST,
  );
}

function isBefore(a: Version, b: Version): boolean {
  const difference = a[0] - b[0] || a[1] - b[1] || a[2] - b[2];
  return difference < 0;
}

export const BASELINE: Parity = parityOf(BASELINE_VERSION);
