import {
  agentSubject,
  append,
  type ChainedEntry,
  type Dated,
  type JournalEntry,
  newJournal,
  STEADY,
  type Tip,
} from '@hale/core';
import { systemHash } from '@hale/core/system';
import { NOON } from '@hale/core/testing';
import type {
  AgentRecord,
  EnrolledAgent,
  FleetSubject,
  HubStore,
  Invitation,
  Lease,
  ReceivedEntry,
  Stream,
} from '../hub/hub-store.ts';

/** The id of the agent of a name. */
export function agentId(name: string): string {
  return name.padEnd(16, 'x');
}

/** One that enrolled at noon, except for `change`. */
export function anEnrolledAgent(name: string, change: Partial<EnrolledAgent> = {}): EnrolledAgent {
  return {
    id: agentId(name),
    key: `key-${name}`,
    sha256: 'a'.repeat(64),
    since: NOON,
    revokedAt: null,
    host: { name: `host-${name}`, os: 'linux', arch: null, engine: 'Docker 29.1' },
    version: '1.2.3',
    remembers: 'disk',
    tells: 'hub',
    ...change,
  };
}

/** Of an agent that has never said hello, except for `change`. */
export function aStream(name: string, change: Partial<Stream> = {}): Stream {
  const { seq, chain } = newJournal('');
  return {
    agent: agentId(name),
    epoch: null,
    acked: { seq, chain },
    stateSeq: 0,
    digest: chain,
    unsettled: false,
    session: null,
    instance: null,
    processes: [],
    rival: null,
    skewMs: 0,
    engine: 'looking',
    queued: { entries: 0, bytes: 0, oldestAt: null },
    dropped: { entries: 0, bytes: 0 },
    version: 0,
    ...change,
  };
}

export function aLease(name: string, change: Partial<Lease> = {}): Lease {
  return {
    agent: agentId(name),
    state: 'enrolled',
    since: NOON,
    heardAt: null,
    until: null,
    syncMs: 15_000,
    version: 0,
    ...change,
  };
}

/** One that holds for an hour from noon, for one agent that nobody knows, except for `change`. */
export function anInvitation(key: string, change: Partial<Invitation> = {}): Invitation {
  return {
    key,
    sha256: 'b'.repeat(64),
    since: NOON,
    until: NOON + 3_600_000,
    uses: 1,
    agent: null,
    ...change,
  };
}

/** Has agents enrolled, each by an invitation of its own. */
export async function enrolled(
  store: HubStore,
  ...names: readonly string[]
): Promise<readonly AgentRecord[]> {
  const records: AgentRecord[] = [];
  for (const name of names) {
    const invitation = anInvitation(`invite-${name}`);
    await store.invite(invitation);
    const agent = anEnrolledAgent(name);
    await store.enrol({ invitation, now: NOON, agent, stream: aStream(name), lease: aLease(name) });
    const record = await store.agent(agent.id);
    if (record === null) throw new Error(`${name} is not enrolled`);
    records.push(record);
  }
  return records;
}

/** What an agent tells of changes that follow a place in its journal, received at noon. */
export async function someReceived(
  name: string,
  tip: Tip,
  changes: readonly Dated[],
  receivedAt = NOON,
): Promise<readonly ReceivedEntry[]> {
  const entries = await append(tip, changes, systemHash);
  return entries.map((chained) => ({ agent: agentId(name), receivedAt, elsewhere: false, chained }));
}

/** The stream after entries that it takes. */
export function streamAfter(stream: Stream, received: readonly ReceivedEntry[]): Stream {
  const last = received.at(-1)?.chained;
  if (!last) return stream;
  const { epoch, seq } = last.entry;
  return { ...stream, epoch, acked: { seq, chain: last.chain } };
}

export function aFleetSubject(
  name: string,
  last: JournalEntry,
  flapping: FleetSubject['flapping'] = STEADY,
): FleetSubject {
  return { agent: agentId(name), subject: last.subject, last, flapping };
}

/** Entries of the hub's own journal: each of the agents was lost at noon. */
export async function someLost(tip: Tip, ...names: readonly string[]): Promise<readonly ChainedEntry[]> {
  const changes = names.map((name) => {
    const lost = { at: NOON, from: 'running', to: 'unknown', cause: 'lease' } as const;
    return {
      transition: { ...lost, subject: agentSubject(agentId(name)), host: `host-${name}` },
      fromAt: NOON - 1_000,
    };
  });
  return append(tip, changes, systemHash);
}
