import type { Health, HealthStatus, ProbeResult } from '../health.ts';
import { type Deviations, judge, STRICT } from './deviations.ts';
import { BASELINE, type Parity } from './parity.ts';
import type { Policy } from './policy.ts';
import { nextDelayMs } from './schedule.ts';

/** One moment on both clocks: the wall's may jump, and the start period is measured by it; delays are on the other. */
export interface Moment {
  /** Epoch milliseconds. */
  readonly wall: number;
  readonly monotonic: number;
}

/** How a check is run. */
export interface ProbingRules {
  readonly policy: Policy;
  readonly parity: Parity;
  readonly deviations: Deviations;
}

export function strictRules(policy: Policy, parity: Parity = BASELINE): ProbingRules {
  return { policy, parity, deviations: STRICT };
}

/** A check that hale runs: plain JSON, between any two steps. */
export interface Probing {
  readonly health: Health;
  /** Passes in a row, for a success threshold. */
  readonly passingStreak: number;
  /** Of the container's current run, RFC 3339. */
  readonly startedAt: string;
  /** How many probes have been begun: the ordinal of the last one. */
  readonly probes: number;
  /** The ordinal of the probe whose process may still be there. Until it is gone no other is begun. */
  readonly lingering: number | null;
  readonly phase: /** The container has no process, or is paused. */
    | { readonly kind: 'stopped' }
    /** `dueAt`: monotonic. */
    | { readonly kind: 'waiting'; readonly dueAt: number }
    | { readonly kind: 'probing' };
}

export type ProbingInput =
  /** The container began a run, or hale has just found it running. */
  | { readonly kind: 'start'; readonly at: Moment; readonly startedAt: string }
  | { readonly kind: 'unpause'; readonly at: Moment }
  /** It is paused, has ended, or is out of sight: nothing can be probed. */
  | { readonly kind: 'stop' }
  | { readonly kind: 'due'; readonly at: Moment }
  /** `ended`: the probe's process is gone for certain. */
  | {
      readonly kind: 'result';
      readonly at: Moment;
      readonly probe: number;
      readonly finding: Finding;
      readonly ended: boolean;
    }
  /** It could not be probed, and that says nothing about it: paused meanwhile, or the connection broke. */
  | { readonly kind: 'void'; readonly at: Moment; readonly probe: number; readonly ended: boolean }
  /** A process that had outlived its probe is gone. */
  | { readonly kind: 'ended'; readonly at: Moment; readonly probe: number };

export interface Finding extends ProbeResult {
  /** The check itself could not be carried out, so its failure may say nothing of the container. */
  readonly error: boolean;
}

export type ProbingCommand =
  | { readonly kind: 'probe'; readonly probe: number }
  | { readonly kind: 'cancel'; readonly probe: number };

export interface ProbingStep {
  readonly probing: Probing;
  readonly command: ProbingCommand | null;
  /** The status that an engine would send an event for: only ever after a result, and only if it changed. */
  readonly event: HealthStatus | null;
}

/** The check of a container that has not been seen running yet. `log`: what is left of earlier runs. */
export function newProbing(log: readonly ProbeResult[] = []): Probing {
  return {
    health: { status: 'unhealthy', failingStreak: 0, log },
    passingStreak: 0,
    startedAt: '0001-01-01T00:00:00Z',
    probes: 0,
    lingering: null,
    phase: { kind: 'stopped' },
  };
}

/** The reducer of one check, as moby's `monitor` runs it: never two probes at once, each delay from the end of the last. */
export function stepProbing(before: Probing, input: ProbingInput, rules: ProbingRules): ProbingStep {
  switch (input.kind) {
    case 'start':
      return started(before, input, rules);
    case 'unpause':
      // A new monitor, so a full delay; the status stays what the pause made it.
      return quiet(before.phase.kind === 'stopped' ? wait(before, input.at, rules) : before);
    case 'stop':
      return stopped(before);
    case 'due':
      return begin(before, input.at);
    case 'result':
      return finished(before, input, rules);
    case 'void':
      return voided(before, input, rules);
    case 'ended':
      return before.lingering === input.probe
        ? begin({ ...before, lingering: null }, input.at)
        : quiet(before);
  }
}

function started(
  before: Probing,
  { at, startedAt }: ProbingInput & { kind: 'start' },
  rules: ProbingRules,
): ProbingStep {
  const cancel = before.phase.kind === 'probing' ? cancelling(before) : null;
  const health: Health = { status: 'starting', failingStreak: 0, log: before.health.log };
  const fresh: Probing = { ...before, health, passingStreak: 0, startedAt };
  const probing = rules.deviations.immediateFirstProbe ? due(fresh, at.monotonic) : wait(fresh, at, rules);
  if (cancel || !rules.deviations.immediateFirstProbe) return { probing, command: cancel, event: null };
  return begin(probing, at);
}

/** Moby forces unhealthy, without an event. */
function stopped(before: Probing): ProbingStep {
  const command = before.phase.kind === 'probing' ? cancelling(before) : null;
  const health: Health = { ...before.health, status: 'unhealthy' };
  return { probing: { ...before, health, phase: { kind: 'stopped' } }, command, event: null };
}

function begin(before: Probing, at: Moment): ProbingStep {
  const { phase, lingering, probes } = before;
  if (phase.kind !== 'waiting' || lingering !== null || at.monotonic < phase.dueAt) return quiet(before);
  const probe = probes + 1;
  return {
    probing: { ...before, probes: probe, lingering: probe, phase: { kind: 'probing' } },
    command: { kind: 'probe', probe },
    event: null,
  };
}

function finished(
  before: Probing,
  input: ProbingInput & { kind: 'result' },
  rules: ProbingRules,
): ProbingStep {
  const { at, probe, finding, ended } = input;
  const after = release(before, probe, ended);
  if (before.phase.kind !== 'probing' || probe !== before.probes) return begin(after, at);
  const judged = judge(after, finding, rules);
  const event = judged.health.status === before.health.status ? null : judged.health.status;
  return { probing: wait(judged, at, rules), command: null, event };
}

function voided(
  before: Probing,
  { at, probe, ended }: ProbingInput & { kind: 'void' },
  rules: ProbingRules,
): ProbingStep {
  const after = release(before, probe, ended);
  if (before.phase.kind !== 'probing' || probe !== before.probes) return begin(after, at);
  return quiet(wait(after, at, rules));
}

function release(before: Probing, probe: number, ended: boolean): Probing {
  return ended && before.lingering === probe ? { ...before, lingering: null } : before;
}

function wait(probing: Probing, at: Moment, { policy, parity, deviations }: ProbingRules): Probing {
  const sinceStartMs = at.wall - Date.parse(probing.startedAt);
  const eager = deviations.startIntervalAlone && probing.health.status === 'starting';
  const delayMs = eager
    ? policy.startIntervalMs
    : nextDelayMs(probing.health.status, policy, sinceStartMs, parity);
  return due(probing, at.monotonic + delayMs);
}

function due(probing: Probing, dueAt: number): Probing {
  return { ...probing, phase: { kind: 'waiting', dueAt } };
}

function cancelling({ probes }: Probing): ProbingCommand {
  return { kind: 'cancel', probe: probes };
}

function quiet(probing: Probing): ProbingStep {
  return { probing, command: null, event: null };
}
