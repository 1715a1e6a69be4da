import {
  type Dialect,
  DummyDriver,
  type Generated,
  Kysely,
  SqliteAdapter,
  SqliteIntrospector,
  SqliteQueryCompiler,
} from 'kysely';

/** The tables, as the newest migration leaves them. A `body` is JSON; what is queried has a column of its own. */
export interface Tables {
  state: StateTable;
  transition: TransitionTable;
  monitor: MonitorTable;
  subject: SubjectTable;
  delivery: DeliveryTable;
  destination: DestinationTable;
  dead_letter: DeadLetterTable;
  rollup_day: RollupDayTable;
  silence: SilenceTable;
}

/** One row: the tip of the journal, and what else there is one of. */
interface StateTable {
  one: 1;
  epoch: string | null;
  seq: number;
  chain: string | null;
  /** Of the newest transition, also when it has been deleted since. */
  position: number;
  engine_lost: number;
  /** Counts the changes of silences. */
  silences: number;
}

interface TransitionTable {
  position: number;
  epoch: string;
  seq: number;
  subject: string;
  at: number;
  /** Canonical, and without the output: what `core_hash` is of. */
  body: string;
  /** `null`: there was none, or it has expired. */
  output: string | null;
  core_hash: string;
  output_hash: string;
  chain: string;
}

interface MonitorTable {
  container_id: string;
  body: string;
}

interface SubjectTable {
  subject: string;
  container_id: string | null;
  created_at: string | null;
  /** `null`: it is there. */
  removed_at: number | null;
  last: string;
  /** JSON. */
  flapping: string;
}

interface DeliveryTable {
  destination: string;
  subject: string;
  /** When it may be taken: the end of its lease, or else when it is due. */
  ready_at: number | null;
  version: number;
  body: string;
}

interface DestinationTable {
  name: string;
  version: number;
  feed_position: number | null;
  body: string;
}

interface DeadLetterTable {
  id: Generated<number>;
  destination: string;
  entry_id: string;
  at: number;
  body: string;
}

interface RollupDayTable {
  id: Generated<number>;
  subject: string;
  day: number;
  up_ms: number;
  down_ms: number;
  starting_ms: number;
  excluded_ms: number;
}

interface SilenceTable {
  subject: string;
  since: number;
  until: number;
  made_by: string;
  reason: string | null;
}

/** Of statements that are built and never run: its driver does nothing. */
export const dialect: Dialect = {
  createAdapter: () => new SqliteAdapter(),
  createDriver: () => new DummyDriver(),
  createIntrospector: (database) => new SqliteIntrospector(database),
  createQueryCompiler: () => new SqliteQueryCompiler(),
};

export const db = new Kysely<Tables>({ dialect });
