import { type Generated, Kysely } from 'kysely';
import { dialect, type Tables } from '../schema.ts';
import type { LeaseState } from './hub-store.ts';

type Shared = 'delivery' | 'destination' | 'dead_letter' | 'rollup_day' | 'silence';

/**
 * The tables of a hub, as the newest migration leaves them. What it tells people of, and how, is in tables of an agent's shape, and what
 * they have in common with an agent's `state` is in columns of the same names: the statements are the same ones.
 */
export interface HubTables extends Pick<Tables, Shared> {
  state: StateTable;
  token: TokenTable;
  invitation: InvitationTable;
  agent: AgentTable;
  stream: StreamTable;
  lease: LeaseTable;
  epoch: EpochTable;
  believed: BelievedTable;
  transition: TransitionTable;
  gap: GapTable;
  rejected: RejectedTable;
  snapshot_part: SnapshotPartTable;
}

/** One row: who the hub is, and the tip of its own journal. */
interface StateTable {
  one: 1;
  /** `null`: it has not begun. */
  hub_id: string | null;
  since: number | null;
  epoch: string | null;
  seq: number;
  chain: string | null;
  /** Of the newest transition of all journals, also when it has been deleted since. */
  position: number;
  /** Counts the changes of silences. */
  silences: number;
}

interface TokenTable {
  name: string;
  sha256: string;
  scope: 'read' | 'operate';
}

interface InvitationTable {
  key: string;
  sha256: string;
  since: number;
  until: number;
  uses: number;
  agent: string | null;
}

interface AgentTable {
  id: string;
  key: string;
  sha256: string;
  since: number;
  revoked_at: number | null;
  host: string;
  os: string | null;
  arch: string | null;
  engine: string | null;
  version: string | null;
  remembers: 'disk' | 'memory';
  tells: 'agent' | 'hub';
}

interface StreamTable {
  agent: string;
  session: string | null;
  version: number;
  /** JSON of the rest. */
  body: string;
}

interface LeaseTable {
  agent: string;
  state: LeaseState;
  since: number;
  heard_at: number | null;
  until: number | null;
  sync_ms: number;
  version: number;
}

interface EpochTable {
  epoch: string;
  /** Empty: the hub's own. */
  agent: string;
  closed_at: number | null;
}

interface BelievedTable {
  agent: string;
  subject: string;
  kind: string;
  name: string | null;
  project: string | null;
  condition: string;
  at: number;
  ring: number;
  /** JSON, as `flapping` is. */
  last: string;
  flapping: string;
}

interface TransitionTable {
  position: number;
  /** Empty: it is the hub's own. */
  agent: string;
  epoch: string;
  seq: number;
  /** As the agent calls it; of the hub's own, as the fleet does. */
  subject: string;
  at: number;
  received_at: number;
  elsewhere: number;
  /** Canonical, and without the output: what `core_hash` is of. */
  body: string;
  output: string | null;
  core_hash: string;
  output_hash: string;
  chain: string;
}

interface GapTable {
  id: Generated<number>;
  agent: string;
  epoch: string;
  from_seq: number;
  to_seq: number;
  at: number;
}

interface RejectedTable {
  id: Generated<number>;
  agent: string;
  epoch: string;
  seq: number;
  code: string;
  at: number;
  body: string;
}

interface SnapshotPartTable {
  id: Generated<number>;
  agent: string;
  snapshot: string;
  part: number;
  at: number;
  /** JSON. */
  subjects: string;
}

export const db = new Kysely<HubTables>({ dialect });
