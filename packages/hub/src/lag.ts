import type { AgentRecord } from '@hale/store/hub';

/** How old the oldest was of what an agent had still to send when it was last heard, in milliseconds, by its own clock. */
export function lagMs({ stream, lease }: Pick<AgentRecord, 'stream' | 'lease'>): number {
  const { queued, skewMs } = stream;
  if (queued.oldestAt === null || lease.heardAt === null) return 0;
  return Math.max(0, lease.heardAt + skewMs - queued.oldestAt);
}
