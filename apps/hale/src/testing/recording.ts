import type { Clock } from '@hale/core';
import { systemClock, systemRandom } from '@hale/core/system';
import { type Io, type Output, type Size, Stop, type StopSignal } from '../io.ts';

export interface RecordingOptions {
  /** Of stdout. Without it, it is no terminal. */
  readonly terminal?: Size;
  readonly env?: Io['env'];
  readonly clock?: Clock;
}

/** Remembers nothing beyond the test, and is in the way of no other. */
const ALONE = { HALE_DATA: 'memory', HALE_LISTEN: '127.0.0.1:0' };

/** An {@link Io} that keeps what is written. */
export interface Recording {
  readonly io: Io;
  readonly stdout: Recorder;
  readonly stderr: Recorder;
  stop(by: StopSignal): void;
}

export function record({ terminal, env, clock = systemClock }: RecordingOptions = {}): Recording {
  const stopped = new AbortController();
  const stdout = new Recorder(terminal);
  const stderr = new Recorder(undefined);
  return {
    io: {
      stdout,
      stderr,
      env: { ...ALONE, ...env },
      signal: stopped.signal,
      clock,
      random: systemRandom,
    },
    stdout,
    stderr,
    stop: (by) => stopped.abort(new Stop(by)),
  };
}

export class Recorder implements Output {
  readonly isTerminal: boolean;
  size: Size;
  text = '';
  /** What would be written if the process ended now. */
  readonly last = new Set<string>();
  readonly #listeners = new Set<() => void>();

  constructor(terminal: Size | undefined) {
    this.isTerminal = terminal !== undefined;
    this.size = terminal ?? { columns: 80, rows: 24 };
  }

  get lines(): readonly string[] {
    return this.text.split('\n').slice(0, -1);
  }

  async write(text: string): Promise<void> {
    this.text += text;
  }

  resize(size: Size): void {
    this.size = size;
    for (const listener of this.#listeners) listener();
  }

  onResize(listener: () => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  atExit(text: string): () => void {
    this.last.add(text);
    return () => this.last.delete(text);
  }
}
