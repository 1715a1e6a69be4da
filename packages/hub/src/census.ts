import type { AgentRecord, HubStore } from '@hale/store/hub';
import { type AgentState, agentState } from './agent-state.ts';
import { eachAgent } from './all-agents.ts';
import { lagMs } from './lag.ts';

/** Beyond that a clock is wrong, and what its agent tells of times misleads. */
export const MAX_SKEW_MS = 60_000;
/** Hosts that are named of however many. */
const NAMED = 3;

/** So many, and what the first few are called. */
export interface Several {
  readonly count: number;
  readonly first: readonly string[];
}

/** How all agents are, in numbers. */
export interface Census {
  readonly agents: Readonly<Record<AgentState, number>>;
  readonly lost: Several;
  readonly conflicts: Several;
  /** Live, with a clock that is wrong. */
  readonly skewed: Several;
  /** Of the live one that is furthest behind. */
  readonly lagMs: number;
  /** Entries that agents had to let go of, as they say. */
  readonly dropped: number;
}

/** Counts them one by one. `now`: epoch milliseconds of the hub. */
export async function takeCensus(store: Pick<HubStore, 'agents'>, now: number): Promise<Census> {
  const agents = { live: 0, late: 0, lost: 0, conflict: 0, stopped: 0, enrolled: 0, revoked: 0 };
  const lost = new Names();
  const conflicts = new Names();
  const skewed = new Names();
  let lag = 0;
  let dropped = 0;
  for await (const record of eachAgent(store)) {
    const state = agentState(record, now);
    agents[state] += 1;
    dropped += record.stream.dropped.entries;
    if (state === 'lost') lost.add(record);
    if (state === 'conflict') conflicts.add(record);
    if (record.lease.state !== 'live') continue;
    lag = Math.max(lag, lagMs(record));
    if (Math.abs(record.stream.skewMs) > MAX_SKEW_MS) skewed.add(record);
  }
  return { agents, lost, conflicts, skewed, lagMs: lag, dropped };
}

class Names implements Several {
  count = 0;
  readonly first: string[] = [];

  add({ agent }: AgentRecord): void {
    this.count += 1;
    if (this.first.length < NAMED) this.first.push(agent.host.name);
  }
}
