import { iso } from '@hale/api';
import type { Agent, AgentDetail, ContainerCounts } from '@hale/protocol';
import type { AgentRecord, Gap, RejectedEntry } from '@hale/store/hub';
import { agentState } from '../agent-state.ts';
import { lagMs } from '../lag.ts';

/** An agent as the API has it. `now`: epoch milliseconds of the hub. */
export function agentRecord(record: AgentRecord, now: number): Agent {
  const { agent, stream, lease } = record;
  const { name, os, arch, engine } = agent.host;
  const state = agentState(record, now);
  const since = state === 'conflict' ? (stream.rival?.since ?? lease.since) : lease.since;
  return {
    id: agent.id,
    host: name,
    os,
    arch,
    engine,
    version: agent.version,
    state,
    since: iso(since),
    enrolledAt: iso(agent.since),
    heardAt: lease.heardAt === null ? null : iso(lease.heardAt),
    sight: stream.engine,
    epoch: stream.epoch,
    acked: stream.acked.seq,
    queued: { entries: stream.queued.entries, bytes: stream.queued.bytes },
    lagMs: lagMs(record),
    skewMs: stream.skewMs,
    dropped: { entries: stream.dropped.entries, bytes: stream.dropped.bytes },
    remembers: agent.remembers,
    tells: agent.tells,
  };
}

/** The same with what is known of it alone. */
export function agentDetail(
  record: AgentRecord,
  now: number,
  known: {
    readonly containers: ContainerCounts;
    readonly gaps: readonly Gap[];
    readonly rejected: readonly RejectedEntry[];
  },
): AgentDetail {
  return {
    ...agentRecord(record, now),
    containers: known.containers,
    gaps: known.gaps.map(({ epoch, from, to, at }) => ({ epoch, from, to, at: iso(at) })),
    rejected: known.rejected.map(({ epoch, seq, code, at, body }) => ({
      epoch,
      seq,
      code,
      at: iso(at),
      body,
    })),
  };
}
