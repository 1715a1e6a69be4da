import {
  type Check,
  type Container,
  type Deviations,
  type Finding,
  HaleError,
  policyOf,
  STRICT,
} from '@hale/core';
import { aContainer, at, createSimulatedClock, NOON } from '@hale/core/testing';
import type { Lasting } from '../../probe/outcome.ts';
import { Checker, type Probed, type RunProbe } from '../checker.ts';

/** One run of a probe, which ends when the test says so. */
export interface Run {
  readonly id: string;
  /** When it began, in milliseconds since noon. */
  readonly at: number;
  readonly signal: AbortSignal;
  end(exitCode: number, ended?: boolean): void;
  void(ended?: boolean): void;
  fail(): void;
  /** Its process, which had outlived it, is gone. */
  goes(): void;
}

/** Probes that a test plays by hand. Wall and monotonic clock begin at noon. */
export function handProbes() {
  const clock = createSimulatedClock(NOON);
  const runs: Run[] = [];
  const run: RunProbe = ({ id }, _check, signal) =>
    new Promise((resolve, reject) => {
      const began = clock.monotonic();
      const gone = Promise.withResolvers<void>();
      const lasting = (ended: boolean): Lasting => {
        if (ended) gone.resolve();
        return { ended, gone: gone.promise };
      };
      runs.push({
        id,
        at: began,
        signal,
        end: (exitCode, ended = true) =>
          resolve({
            kind: 'finding',
            finding: finding(exitCode, began, clock.monotonic()),
            ...lasting(ended),
          }),
        void: (ended = true) =>
          resolve({ kind: 'void', reason: new HaleError('conflict', 'it is paused'), ...lasting(ended) }),
        fail: () => reject(new Error('broken')),
        goes: () => gone.resolve(),
      });
    });
  return { clock, runs, run };
}

/** A checker with hand-played probes. `told`: what it has told, in short words. */
export function aChecker(random = () => 0, deviations: Deviations = STRICT) {
  const probes = handProbes();
  const probed: Probed[] = [];
  const checker = new Checker({
    clock: probes.clock,
    random,
    now: probes.clock.now,
    run: probes.run,
    deviations,
    tell: (one) => probed.push(one),
  });
  const told = (): string[] =>
    probed
      .splice(0)
      .map(({ health: { status, failingStreak }, event }) => `${status} ${failingStreak}${event ? '!' : ''}`);
  return { ...probes, checker, told };
}

const POLICY = { intervalMs: 1_000, timeoutMs: 0, startPeriodMs: 0, startIntervalMs: 0, retries: 2 };

export function aCheck(kind: 'exec' | 'tcp' = 'exec', policy: Partial<typeof POLICY> = {}): Check {
  const probe =
    kind === 'exec' ? ({ kind, argv: ['true'] } as const) : ({ kind, host: null, port: 80 } as const);
  return { probe, policy: policyOf({ ...POLICY, ...policy }), by: 'hale', from: 'labels' };
}

export function running(id: string, startedMs = 0): Container {
  return aContainer({ id, name: id, state: { startedAt: at(startedMs) } });
}

export function stopped(id: string, status: 'exited' | 'paused' = 'exited', startedMs = 0): Container {
  return aContainer({ id, name: id, state: { status, startedAt: at(startedMs) } });
}

function finding(exitCode: number, startMs: number, endMs: number): Finding {
  return { start: at(startMs), end: at(endMs), exitCode, output: '', error: false };
}
