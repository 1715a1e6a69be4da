import { type Clock, type ErrorCode, HaleError, type Signal, timeoutOutput } from '@hale/core';
import { calledOff, ENDED, type ProbeOutcome } from './outcome.ts';
import { stamp } from './stamp.ts';
import { whichever } from './whichever.ts';

export interface Attempt {
  readonly clock: Clock;
  readonly timeoutMs: number;
  /** The container is not to be probed any more. */
  readonly cancel: Signal;
}

/** What was found: the exit code that a program would have given, and what it would have printed. */
export interface Found {
  readonly exitCode: 0 | 1;
  readonly output: string;
}

/** The codes of what is wrong with the check or with hale's own machine, not with what is checked. */
const NOT_THE_TARGET: readonly ErrorCode[] = ['bad-input', 'unsupported', 'permission'];

/** One probe without a process, within its time. What `ask` throws is a failure; its signal is aborted at the end in any case. */
export async function attempt(
  { clock, timeoutMs, cancel }: Attempt,
  ask: (signal: Signal) => Promise<Found>,
): Promise<ProbeOutcome> {
  const start = stamp(clock);
  const done = new AbortController();
  const finding = (exitCode: number, output: string, error = false): ProbeOutcome => {
    const result = { start, end: stamp(clock), exitCode, output, error };
    return { kind: 'finding', finding: result, ...ENDED };
  };
  try {
    const found = ask(done.signal);
    switch (await whichever(clock, { over: found, at: clock.monotonic() + timeoutMs, cancel })) {
      case 'over': {
        const { exitCode, output } = await found;
        return finding(exitCode, output);
      }
      case 'late':
        found.catch(() => undefined);
        return finding(-1, timeoutOutput(timeoutMs, ''));
      case 'cancelled':
        found.catch(() => undefined);
        return { ...calledOff(), ...ENDED };
    }
  } catch (error) {
    if (!(error instanceof HaleError)) throw error;
    const broken = NOT_THE_TARGET.includes(error.code);
    return finding(broken ? -1 : 1, error.message, broken);
  } finally {
    done.abort();
  }
}
