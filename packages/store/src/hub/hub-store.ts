import type { ChainedEntry, Delivery, Flapping, JournalEntry, Tip } from '@hale/core';
import type { HistoryQuery, Records } from '../records.ts';

/**
 * What a hub remembers of all its agents. Whoever serves the hub reads, decides, and commits what it has decided over what it has read:
 * there may be many of them, and none has to be the only one.
 *
 * Of its `Records` each subject is one of the fleet, `agent/<id>/container/web`, and each entry names its host.
 */
export interface HubStore extends Records {
  /** `null`: nothing has been remembered yet. */
  hub(): Promise<HubIdentity | null>;
  /** Begins to remember; `false`: it has begun already. */
  found(hub: HubIdentity, token: ApiToken): Promise<boolean>;
  /** Who may ask the hub. */
  tokens(): Promise<readonly ApiToken[]>;

  invite(invitation: Invitation): Promise<void>;
  /** By the public part of its token, whether or not it can still be used. */
  invitation(key: string): Promise<Invitation | null>;
  /** Those that can still be used, the newest first. */
  invitations(now: number, limit: number): Promise<readonly Invitation[]>;
  /** Uses an invitation up and enrols the agent, or gives its agent another token: all in one update. `false`: there is no such invitation, or no more. */
  enrol(enrolment: Enrolment): Promise<boolean>;

  /** By the public part of its token. */
  agentByKey(key: string): Promise<EnrolledAgent | null>;
  /** Everything about one. */
  agent(id: string): Promise<AgentRecord | null>;
  /** In the order of their ids. */
  agents(query: { readonly after?: string; readonly limit: number }): Promise<readonly AgentRecord[]>;
  /** Live ones whose lease was over before `now`, the longest first. */
  expired(now: number, limit: number): Promise<readonly AgentRecord[]>;
  /** How many live ones have a lease that is over before `until`, and how many were lost at `lostSince` or later. */
  countSilent(query: { readonly until: number; readonly lostSince: number }): Promise<Silent>;
  /** How many are in which state. */
  countAgents(): Promise<Readonly<Record<LeaseState, number>>>;
  /** Whose journal has that name; `null`: nobody's. */
  epochOwner(epoch: string): Promise<{ readonly agent: string; readonly closed: boolean } | null>;
  /** Parts of a snapshot that have come, in their order. */
  parts(agent: string, snapshot: string): Promise<readonly SnapshotPart[]>;

  /** Of one agent: those that are asked for, or all. */
  believed(agent: string, subjects?: readonly string[]): Promise<readonly FleetSubject[]>;
  /** Of all agents, in the order of agent and subject. */
  subjects(query: SubjectQuery): Promise<readonly ShownSubject[]>;
  /** Containers, of one agent or of all, by what is to be believed of them. */
  countContainers(agent?: string): Promise<Readonly<Record<string, number>>>;
  /** Those whose last looks were not all alike, in the order of agent and subject. */
  restless(query: Pick<SubjectQuery, 'after' | 'limit'>): Promise<readonly FleetSubject[]>;
  /** What is to be told of an agent's subjects; what is to be told of the agent itself is not among it. */
  deliveriesOf(agent: string): Promise<readonly Delivery[]>;
  /** The last of an epoch that is stored, rejected, or declared lost; 0: nothing is. */
  knownUpTo(epoch: string): Promise<number>;
  /** The newest first. */
  gaps(agent: string, limit: number): Promise<readonly Gap[]>;
  /** The newest first. */
  rejected(agent: string, limit: number): Promise<readonly RejectedEntry[]>;
  history(query: HistoryQuery & { readonly agent?: string }): Promise<readonly JournalEntry[]>;
  /** Of one epoch of an agent, as it was received, in order: to be verified. */
  chain(agent: string, epoch: string, after: number, limit: number): Promise<readonly ChainedEntry[]>;

  /** All or nothing, and on disk when it resolves. `false`: something is not what the batch was made from; read again. */
  commit(batch: HubBatch): Promise<boolean>;
  /** Deletes a small slice of what has expired; resolves to the number of rows, 0 once there is nothing left to delete. */
  prune(now: number): Promise<number>;
  close(): Promise<void>;
}

export interface HubIdentity {
  readonly id: string;
  /** Epoch milliseconds. */
  readonly since: number;
  /** Of its own journal: what it has found out itself. */
  readonly tip: Tip;
}

export interface ApiToken {
  readonly name: string;
  /** 64 hexadecimal digits. */
  readonly sha256: string;
  readonly scope: 'read' | 'operate';
}

export interface Invitation {
  /** The public part of its token. */
  readonly key: string;
  readonly sha256: string;
  /** Epoch milliseconds. */
  readonly since: number;
  readonly until: number;
  /** So many may still come by it. */
  readonly uses: number;
  /** The agent that is to come back by it; `null`: a new one. */
  readonly agent: string | null;
}

export interface Enrolment {
  readonly invitation: Pick<Invitation, 'key' | 'sha256'>;
  readonly now: number;
  /** Its id counts where the invitation is for nobody in particular. */
  readonly agent: EnrolledAgent;
  /** What a new one begins with. One that comes back has its stream, in no session. */
  readonly stream: Stream;
  readonly lease: Lease;
}

/** Who may report, and what it said of itself last. */
export interface EnrolledAgent {
  readonly id: string;
  /** The public part of its token. */
  readonly key: string;
  readonly sha256: string;
  readonly since: number;
  readonly revokedAt: number | null;
  readonly host: AgentHost;
  /** Of hale there. */
  readonly version: string | null;
  readonly remembers: 'disk' | 'memory';
  /** Who tells people of what it reports. */
  readonly tells: 'agent' | 'hub';
}

export interface AgentHost {
  readonly name: string;
  readonly os: string | null;
  readonly arch: string | null;
  readonly engine: string | null;
}

/** Up to where an agent is replicated, and who may go on. */
export interface Stream {
  readonly agent: string;
  /** `null`: it has never said hello. */
  readonly epoch: string | null;
  /** All up to here is stored, or declared lost. */
  readonly acked: { readonly seq: number; readonly chain: string };
  /** As of where the current state was last given whole, or by an entry. */
  readonly stateSeq: number;
  /** Of the current state. */
  readonly digest: string;
  /** The current state may have changed without an entry: everything that is told by it is to be looked at once history is complete. */
  readonly unsettled: boolean;
  readonly session: string | null;
  readonly instance: string | null;
  /** Processes that have been this agent, and how often each has come back after another: the newest last. */
  readonly processes: readonly { readonly instance: string; readonly returns: number }[];
  /** Since when two processes are known to go by this identity, and when the other was last heard of. */
  readonly rival: { readonly since: number; readonly at: number } | null;
  /** What the agent's clock is ahead of the hub's, in milliseconds. */
  readonly skewMs: number;
  /** As it last said. */
  readonly engine: 'looking' | 'in-sight' | 'lost';
  readonly queued: { readonly entries: number; readonly bytes: number; readonly oldestAt: number | null };
  /** What it had to let go of, as it says. */
  readonly dropped: { readonly entries: number; readonly bytes: number };
  /** Counts the writes. */
  readonly version: number;
}

export const LEASE_STATES = ['enrolled', 'live', 'lost', 'stopped', 'revoked'] as const;
export type LeaseState = (typeof LEASE_STATES)[number];

/** Whether an agent is there, by the hub's clock. Apart from the stream: it changes with each word of the agent. */
export interface Lease {
  readonly agent: string;
  readonly state: LeaseState;
  /** Of the state, epoch milliseconds. */
  readonly since: number;
  readonly heardAt: number | null;
  /** It is lost from then on, unless it is heard. */
  readonly until: number | null;
  readonly syncMs: number;
  readonly version: number;
}

/** Agents that nothing is heard of. */
export interface Silent {
  readonly expired: number;
  readonly lost: number;
}

export interface AgentRecord {
  readonly agent: EnrolledAgent;
  readonly stream: Stream;
  readonly lease: Lease;
}

/** What is believed of one subject of one agent, in the agent's own words. */
export interface FleetSubject {
  readonly agent: string;
  /** As the agent calls it. */
  readonly subject: string;
  readonly last: JournalEntry;
  readonly flapping: Flapping;
}

export interface ShownSubject extends FleetSubject {
  readonly host: string;
  readonly lease: LeaseState;
}

export interface SubjectQuery {
  readonly agent?: string;
  readonly kind?: 'container' | 'engine' | 'destination';
  /** What is to be believed: a container whose agent is not live is `unknown`. */
  readonly conditions?: readonly string[];
  readonly project?: string;
  /** Of the container, with `*` for any characters and `?` for one. */
  readonly name?: string;
  readonly after?: { readonly agent: string; readonly subject: string };
  readonly limit: number;
}

/** A part of a journal that can never be known. */
export interface Gap {
  readonly agent: string;
  readonly epoch: string;
  /** The first and the last that are missing. */
  readonly from: number;
  readonly to: number;
  readonly at: number;
}

/** An entry that could not be understood, as it came. */
export interface RejectedEntry {
  readonly agent: string;
  readonly epoch: string;
  readonly seq: number;
  readonly code: string;
  readonly at: number;
  /** Cut to {@link MAX_REJECTED_CHARS}. */
  readonly body: string;
}

export const MAX_REJECTED_CHARS = 4_096;

export interface SnapshotPart {
  readonly agent: string;
  readonly snapshot: string;
  readonly part: number;
  readonly at: number;
  readonly subjects: readonly Pick<FleetSubject, 'subject' | 'last'>[];
}

/** An entry as it came: its body may have fields that this hub does not know. */
export interface ReceivedEntry {
  readonly agent: string;
  readonly receivedAt: number;
  /** Its agent tells people of it: the hub only remembers. */
  readonly elsewhere: boolean;
  readonly chained: ChainedEntry;
}

/** What one or more requests, or a sweep, have led to. What is left out does not change. */
export interface HubBatch {
  /** Streams that this goes by without changing them. */
  readonly fences?: readonly Pick<Stream, 'agent' | 'version'>[];
  /** Over the version that each was made from. */
  readonly streams?: readonly Stream[];
  readonly leases?: readonly Lease[];
  /** What they say of themselves, and that they may report no more. Their tokens stay. */
  readonly agents?: readonly EnrolledAgent[];
  /** Epochs that begin, and those that have ended. Nobody has had those that begin. */
  readonly epochs?: {
    readonly begun: readonly { readonly agent: string; readonly epoch: string }[];
    /** `at`: epoch milliseconds. */
    readonly closed: readonly { readonly epoch: string; readonly at: number }[];
  };
  /** In the order of writing. Each follows the agent's `acked`. */
  readonly received?: readonly ReceivedEntry[];
  /** Entries of the hub's own journal, and the tip that they follow. Their subjects are of the fleet, and they name their host. */
  readonly own?: {
    readonly tip: Tip;
    readonly entries: readonly ChainedEntry[];
    /** Ids of those that need not be told. */
    readonly elsewhere?: readonly string[];
  };
  /** Agents of whom all that is believed is given anew in `believed`. */
  readonly replaced?: readonly string[];
  readonly believed?: readonly FleetSubject[];
  /** What is not there any more. */
  readonly gone?: readonly Pick<FleetSubject, 'agent' | 'subject'>[];
  readonly gaps?: readonly Gap[];
  readonly rejected?: readonly RejectedEntry[];
  /** Of one snapshot of each agent: those of any other that it has begun before go. */
  readonly parts?: readonly SnapshotPart[];
  /** Snapshots that are complete. */
  readonly assembled?: readonly Pick<SnapshotPart, 'agent' | 'snapshot'>[];
  /** The version of the silences that the deliveries go by. */
  readonly silences?: number;
  readonly deliveries?: readonly Delivery[];
  /** Rows that are not needed any more. */
  readonly settled?: readonly Delivery[];
}
