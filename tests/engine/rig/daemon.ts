import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, globSync, openSync, readFileSync, rmSync } from 'node:fs';
import { until } from './until.ts';

/** How to run one long-lived process of an engine. */
export interface DaemonPlan {
  readonly file: string;
  readonly args: readonly string[];
  readonly env: NodeJS.ProcessEnv;
  readonly log: string;
  readonly socket: string;
  ready(): Promise<boolean>;
}

/** A running one. */
export interface Daemon {
  /** Stops it in its tracks: it accepts connections but never answers. Returns once no thread runs any more. */
  freeze(): Promise<void>;
  thaw(): void;
  /** Sends the signal and waits for the end. */
  end(signal: NodeJS.Signals): Promise<void>;
}

const logTailLines = 20;
/** A dockerd that was killed amid a probe leaves a container that the next one waits half a minute for. */
const readyWithinMs = 60_000;

/** Returns once the process answers; if it dies or stays silent, fails with the end of its log. */
export async function startDaemon(plan: DaemonPlan): Promise<Daemon> {
  rmSync(plan.socket, { force: true });
  const child = spawnLogged(plan);
  try {
    await until(`${plan.file} answers`, () => hasEnded(child) || plan.ready(), readyWithinMs);
    if (hasEnded(child)) throw new Error(`it ended with ${child.signalCode ?? child.exitCode}`);
  } catch (cause) {
    throw new Error(`${plan.file} did not start; its log ends with\n${tail(plan.log)}`, { cause });
  }
  return {
    async freeze() {
      child.kill('SIGSTOP');
      await until(`${plan.file} is frozen`, () => threadStates(child).every((state) => state === 'T'));
    },
    thaw: () => void child.kill('SIGCONT'),
    async end(signal) {
      if (hasEnded(child)) return;
      child.ref();
      const ended = once(child, 'exit');
      child.kill(signal);
      child.kill('SIGCONT');
      await ended;
    },
  };
}

function spawnLogged({ file, args, env, log }: DaemonPlan): ChildProcess {
  const output = openSync(log, 'a');
  const child = spawn(file, args, { env, detached: true, stdio: ['ignore', output, output] });
  child.on('error', () => undefined);
  child.unref();
  closeSync(output);
  return child;
}

function hasEnded(child: ChildProcess): boolean {
  return child.pid === undefined || child.exitCode !== null || child.signalCode !== null;
}

/** In `/proc/PID/task/TID/stat`, after the name in parentheses. */
function threadStates(child: ChildProcess): readonly (string | undefined)[] {
  const files = globSync(`/proc/${child.pid}/task/*/stat`);
  return files.map((file) => readFileSync(file, 'utf8').split(') ').at(-1)?.charAt(0));
}

function tail(log: string): string {
  return readFileSync(log, 'utf8').trimEnd().split('\n').slice(-logTailLines).join('\n');
}
