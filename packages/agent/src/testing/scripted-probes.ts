import type { Clock } from '@hale/core';
import type { RunProbe } from '../check/checker.ts';

/** Probes that find out what a test has them find out: an exit code by container, 0 unless `says` has another. */
export function scriptedProbes(clock: Clock): {
  readonly run: RunProbe;
  readonly says: Map<string, number>;
  /** Each run, as `name kind`. */
  readonly runs: string[];
} {
  const says = new Map<string, number>();
  const runs: string[] = [];
  const run: RunProbe = async ({ name }, { probe }) => {
    runs.push(`${name} ${probe.kind}`);
    const exitCode = says.get(name) ?? 0;
    const now = new Date(clock.now()).toISOString();
    const finding = { start: now, end: now, exitCode, output: `it said ${exitCode}`, error: false };
    return { kind: 'finding', finding, ended: true, gone: Promise.resolve() };
  };
  return { run, says, runs };
}
