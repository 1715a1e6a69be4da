import type { Stream } from '@hale/store/hub';

/** A process that was superseded comes back so often before two are believed to go by one identity. */
export const RIVAL_RETURNS = 3;
/** Processes that are remembered. */
const MAX_PROCESSES = 8;
/** After so long without a word of the other one, there is one again. An agent that is told of a conflict tries every 5 to 15 minutes. */
export const RIVAL_GONE_MS = 20 * 60_000;

/**
 * Whether a process is the other one of two that fence each other for ever: it was superseded by the one that lives now, and keeps
 * coming back. A restart is always a new process.
 */
export function isRival(stream: Stream, instance: string, isLive: boolean): boolean {
  if (!isLive || stream.instance === null || stream.instance === instance) return false;
  const known = stream.processes.find((each) => each.instance === instance);
  return known !== undefined && known.returns + 1 >= RIVAL_RETURNS;
}

/** The process that speaks for the agent now. */
export function supersede(stream: Stream, instance: string): Stream {
  if (stream.instance === instance) return stream;
  const known = stream.processes.find((each) => each.instance === instance);
  const others = stream.processes.filter((each) => each.instance !== instance);
  const processes = [...others, { instance, returns: known ? known.returns + 1 : 0 }].slice(-MAX_PROCESSES);
  return { ...stream, instance, processes };
}
