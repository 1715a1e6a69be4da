export type {
  AgentStore,
  Batch,
  Behind,
  Remembered,
  SubjectState,
} from './agent-store.ts';
export { migrate } from './migrate.ts';
export type { HistoryQuery, Records, SilenceChange, Silences } from './records.ts';
export type { Snapshot } from './snapshot.ts';
export {
  type CheckedStatement,
  createSql,
  MAX_PARAMETERS,
  type Row,
  type Sql,
  type SqlAdapter,
  type SqlValue,
  type Statement,
} from './sql.ts';
export { createAgentStore, type SqlAgentStore } from './sql-agent-store.ts';
export type { StoredEntry } from './stored-entry.ts';
export { type Breach, type Verdict, verifyJournal } from './verify-journal.ts';
