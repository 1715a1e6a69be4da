import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import type { EndProcess } from '../end-process.ts';

/** A killed process is gone at once, unless it is frozen or deep in the kernel. */
export const END_WAIT_MS = 2_000;

const LOOK_MS = 5;

export interface EndProcessOptions {
  /** Default `/proc`. */
  readonly proc?: string;
  /** Default `process.kill` with SIGKILL. */
  readonly kill?: (pid: number) => void;
  /** Default {@link END_WAIT_MS}. */
  readonly waitMs?: number;
}

/**
 * Ends processes by their number, where this process sees those of the container: on the engine's own Linux host, in its process
 * namespace, as a user who may. That the container's first process is seen is the proof of it, so that it is safe to try on any
 * engine. Children of the process are left alone, as moby leaves them.
 */
export function createEndProcess(options: EndProcessOptions = {}): EndProcess {
  const { proc = '/proc', waitMs = END_WAIT_MS, kill = (pid) => void process.kill(pid, 'SIGKILL') } = options;

  return async (pid, container) => {
    if (!(await belongs(proc, container.pid, container.id))) return 'impossible';
    if (!Number.isSafeInteger(pid) || pid <= 1 || pid === container.pid) return 'not-ours';
    const found = await look(proc, pid);
    if (found === null || !(await belongs(proc, pid, container.id))) return 'not-ours';
    // What was read may have been of two processes, one after the other.
    if ((await look(proc, pid))?.startTime !== found.startTime) return 'not-ours';
    try {
      kill(pid);
    } catch (error) {
      return codeOf(error) === 'ESRCH' ? 'ended' : 'impossible';
    }
    for (const until = performance.now() + waitMs; performance.now() < until; await delay(LOOK_MS))
      if ((await look(proc, pid))?.startTime !== found.startTime) return 'ended';
    return 'impossible';
  };
}

interface Found {
  /** In ticks since boot: with the number, it names one process for ever. */
  readonly startTime: string;
}

/** `null`: there is no such process, or it is a zombie. */
async function look(proc: string, pid: number): Promise<Found | null> {
  const stat = await readText(join(proc, String(pid), 'stat'));
  // The name comes before, in parentheses, and may hold anything.
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  const [state, startTime] = [fields[0], fields[19]];
  return startTime === undefined || state === 'Z' || state === 'X' ? null : { startTime };
}

/** Its cgroup is named after the container, or it has files that the engine made for that container alone. */
async function belongs(proc: string, pid: number, id: string): Promise<boolean> {
  if (pid <= 1 || !/^[0-9a-f]{64}$/.test(id)) return false;
  const [cgroups, mounts] = await Promise.all(
    ['cgroup', 'mountinfo'].map((name) => readText(join(proc, String(pid), name))),
  );
  if (cgroups?.includes(id)) return true;
  return mounts?.split('\n').some((line) => isOwnFile(line, id)) ?? false;
}

const OWN_FILES: ReadonlySet<string | undefined> = new Set([
  '/etc/hostname',
  '/etc/hosts',
  '/etc/resolv.conf',
]);

/** Engines mount things for a container outside of it too, so that its id in a mount is not enough. Source: `proc(5)`. */
function isOwnFile(line: string, id: string): boolean {
  const [, , , root, target] = line.split(' ');
  return OWN_FILES.has(target) && root?.includes(`/${id}/`) === true;
}

async function readText(file: string): Promise<string> {
  try {
    return await readFile(file, 'utf8');
  } catch {
    return '';
  }
}

function codeOf(error: unknown): unknown {
  return error instanceof Error && 'code' in error ? error.code : undefined;
}
