import type { AgentRecord, LeaseState } from '@hale/store/hub';

/** How an agent is, as it is shown: `late` has missed a sync, `conflict` is two processes. */
export type AgentState = LeaseState | 'late' | 'conflict';

/** A sync may be that much later than it was asked for: agents vary theirs by a fifth, and networks take their time. */
export const LATE_AFTER_SYNCS = 1.5;

/** `now`: epoch milliseconds of the hub. */
export function agentState(
  { stream, lease }: Pick<AgentRecord, 'stream' | 'lease'>,
  now: number,
): AgentState {
  if (lease.state !== 'live') return lease.state;
  if (stream.rival !== null) return 'conflict';
  return now - (lease.heardAt ?? now) > LATE_AFTER_SYNCS * lease.syncMs ? 'late' : 'live';
}
