import type { SyncRequest } from '@hale/protocol/sync';
import type { AgentRecord, Lease, Stream } from '@hale/store/hub';
import { agentChange, type OwnChange } from '../own-entries.ts';
import { leaseMsOf } from '../terms.ts';

/** A word of the agent: its lease begins anew. `now`: epoch milliseconds of the hub. */
export function heard(lease: Lease, syncMs: number, now: number): Lease {
  const state = 'live';
  return {
    ...lease,
    state,
    since: lease.state === state ? lease.since : now,
    heardAt: now,
    until: now + leaseMsOf(syncMs),
    syncMs,
  };
}

/** What its coming back says of the agent itself; nothing of one that was there. While there are two of it, it is not well. */
export function comeBack(record: AgentRecord, now: number): readonly OwnChange[] {
  const to = record.stream.rival === null ? 'running' : 'unhealthy';
  return record.lease.state === 'live' ? [] : [agentChange(record, to, 'sync', now)];
}

/** Less is the way of the message, not the clock. */
const SKEW_STEP_MS = 1_000;
/** No message is that long on its way: its sender has given it up by then. */
export const LONGEST_WAY_MS = 15_000;

/** What it says of itself, as far as that is worth a write. */
export function described(stream: Stream, { engine, queued, clock }: SyncRequest, now: number): Stream {
  const { entries, bytes, oldestAt } = queued;
  const seenMs = clock.wall - now;
  // Whatever a message took on its way makes its clock look late, never early. What looks later than that was put back.
  const skewMs = seenMs < stream.skewMs - LONGEST_WAY_MS ? seenMs : Math.max(stream.skewMs, seenMs);
  const isSame =
    stream.engine === engine &&
    stream.queued.entries === entries &&
    stream.queued.oldestAt === oldestAt &&
    Math.abs(skewMs - stream.skewMs) < SKEW_STEP_MS;
  return isSame ? stream : { ...stream, engine, queued: { entries, bytes, oldestAt }, skewMs };
}
