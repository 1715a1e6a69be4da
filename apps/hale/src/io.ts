import type { Clock, Random } from '@hale/core';

/** Everything that a command may touch besides the engine. */
export interface Io {
  readonly stdout: Output;
  readonly stderr: Output;
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Aborted with a {@link Stop} when the command should end. */
  readonly signal: AbortSignal;
  readonly clock: Clock;
  readonly random: Random;
}

export interface Output {
  readonly isTerminal: boolean;
  readonly size: Size;
  /** Resolves when there is room for more. It never rejects: a reader that has left is a {@link Stop}. */
  write(text: string): Promise<void>;
  onResize(listener: () => void): Release;
  /** Writes `text` when the process ends, however it ends, unless released before. */
  atExit(text: string): Release;
}

export interface Size {
  readonly columns: number;
  readonly rows: number;
}

export type Release = () => void;

/** Why a command should end early: somebody asked it to, or nobody reads what it prints. */
export class Stop extends Error {
  readonly by: StopSignal;

  constructor(by: StopSignal) {
    super(`stopped by ${by}`);
    this.by = by;
  }

  /** What a shell reports for a program that such a signal has ended. */
  get exitCode(): number {
    return 128 + STOP_SIGNALS[this.by];
  }
}

export type StopSignal = keyof typeof STOP_SIGNALS;

const STOP_SIGNALS = { SIGHUP: 1, SIGINT: 2, SIGPIPE: 13, SIGTERM: 15 } as const;
