import type { Container } from './container.ts';

/** Whether somebody asked for an exit. `unknown`: hale was not looking. */
export type Intent = 'asked' | 'not-asked' | 'unknown';

/** How much longer than its stop timeout a container may take to die of the signal that asked it to. */
export const INTENT_GRACE_MS = 5_000;

const ENDING = new Set(['TERM', 'INT', 'QUIT', 'KILL']);

/** Linux numbers, the only ones that engines report. */
const NAMES: Readonly<Record<number, string>> = {
  1: 'HUP',
  2: 'INT',
  3: 'QUIT',
  9: 'KILL',
  10: 'USR1',
  12: 'USR2',
  15: 'TERM',
  28: 'WINCH',
};
const FIRST_REALTIME_SIGNAL = 34;

/** `15`, `TERM` and `sigterm` are one signal; `SIGRTMIN+3` and `37` are another. */
export function signalName(text: string): string {
  const name = text.trim().toUpperCase().replace(/^SIG/, '');
  const realtime = /^RTMIN(?:\+(\d+))?$/.exec(name);
  if (realtime) return String(FIRST_REALTIME_SIGNAL + Number(realtime[1] ?? 0));
  return NAMES[Number(name)] ?? name;
}

/** Whether sending `signal` asks the container to end. HUP, USR1 and the like are the usual "reload" and say nothing. */
export function asksToEnd(signal: string, stopSignal: string): boolean {
  const name = signalName(signal);
  return ENDING.has(name) || name === signalName(stopSignal);
}

export interface Exit {
  /** Epoch milliseconds of the die. */
  readonly at: number;
  /** When the container was last asked to end, if it was. */
  readonly askedAt: number | null;
  readonly stopTimeoutMs: number;
  /** Since when this run of the container has been watched without a gap; `null` if it is not. */
  readonly watchedSince: number | null;
  readonly startedAt: number;
}

/**
 * Of a container that an inspect shows at rest: its policy would have brought it back from an exit that nobody asked for. Exit
 * codes 126 to 128 are the exception: they are how a start fails, and a policy gives up on those.
 */
export function intentOfRest(
  intent: Intent,
  { state, restartPolicy }: Pick<Container, 'state' | 'restartPolicy'>,
): Intent {
  const persistent = restartPolicy === 'always' || restartPolicy === 'unless-stopped';
  const failedStart = state.exitCode >= 126 && state.exitCode <= 128;
  const inferred = intent === 'unknown' && state.status === 'exited' && persistent && !failedStart;
  return inferred ? 'asked' : intent;
}

/** Judges one exit by what was seen before it. */
export function intentOfExit({ at, askedAt, stopTimeoutMs, watchedSince, startedAt }: Exit): Intent {
  const reach = at - stopTimeoutMs - INTENT_GRACE_MS;
  if (askedAt !== null && askedAt >= reach) return 'asked';
  return watchedSince !== null && watchedSince <= Math.max(reach, startedAt) ? 'not-asked' : 'unknown';
}
