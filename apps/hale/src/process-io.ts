import { writeSync } from 'node:fs';
import { isatty } from 'node:tty';

import { systemClock, systemRandom } from '@hale/core/system';
import { type Io, type Output, type Release, Stop, type StopSignal } from './io.ts';

type Stream = typeof process.stdout | typeof process.stderr;

/** Where a terminal does not say how large it is. */
const USUAL_SIZE = { columns: 80, rows: 24 };

const ENDING = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;

/** This process as an {@link Io}. The first signal asks the command to end, the second ends the process. */
export function processIo(): Io {
  const stop = new AbortController();
  const asked = (by: StopSignal): void => {
    if (stop.signal.aborted && by !== 'SIGPIPE') process.exit(new Stop(by).exitCode);
    stop.abort(new Stop(by));
  };
  for (const signal of ENDING) process.on(signal, () => asked(signal));
  return {
    stdout: output(process.stdout, () => asked('SIGPIPE'), stop.signal),
    stderr: output(process.stderr, () => undefined, stop.signal),
    env: process.env,
    signal: stop.signal,
    clock: systemClock,
    random: systemRandom,
  };
}

function output(stream: Stream, onClosed: () => void, stopped: AbortSignal): Output {
  let closed = false;
  stream.on('error', () => {
    closed = true;
    onClosed();
  });
  const last = new Set<string>();
  process.on('exit', () => {
    try {
      for (const text of last) writeSync(stream.fd, text);
    } catch {
      // The terminal itself is gone.
    }
  });
  return {
    isTerminal: isatty(stream.fd),
    get size() {
      const { columns, rows } = stream;
      return { columns: columns || USUAL_SIZE.columns, rows: rows || USUAL_SIZE.rows };
    },
    async write(text) {
      if (closed || stream.write(text)) return;
      await drained(stream, stopped);
    },
    onResize(listener) {
      stream.on('resize', listener);
      return () => stream.off('resize', listener);
    },
    atExit(text): Release {
      last.add(text);
      return () => last.delete(text);
    },
  };
}

function drained(stream: Stream, stopped: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const events = ['drain', 'close', 'error'];
    const done = (): void => {
      for (const event of events) stream.off(event, done);
      stopped.removeEventListener('abort', done);
      resolve();
    };
    for (const event of events) stream.once(event, done);
    stopped.addEventListener('abort', done);
    if (stopped.aborted) done();
  });
}
