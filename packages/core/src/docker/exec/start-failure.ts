import type { Engine } from '../engine.ts';
import type { ExecState } from './inspect.ts';
import type { Output } from './output.ts';

export interface EndedExec {
  readonly state: ExecState;
  readonly output: Pick<Output, 'text' | 'stderr'>;
  /** A process id was seen while it ran. */
  readonly seenRunning: boolean;
}

/**
 * The engine's words when the program of an ended exec could not be started at all (no such file, no such user), `null` when it
 * did run. Docker's own health log has these words and exit code -1 then; the API shows 126 to 128, which a program can give too.
 */
export function startFailure(
  { kind }: Pick<Engine, 'kind'>,
  { state, output, seenRunning }: EndedExec,
): string | null {
  if (state.running || seenRunning) return null;
  switch (kind) {
    case 'docker':
      return state.pid === 0 ? output.text.replace(/\r\n$/, '') : null;
    case 'podman':
      // It shows process id 0 after every end, so that only its words are left to go by.
      return (state.exitCode === 126 || state.exitCode === 127) && /^Error: [^]*OCI/.test(output.stderr)
        ? output.stderr.trimEnd()
        : null;
  }
}
