export { type ByeAnswer, type ByeRequest, byeAnswer, byeRequest } from './bye.ts';
export {
  type EnrolAnswer,
  type EnrolRequest,
  enrolAnswer,
  enrolRequest,
  type Host,
  host,
} from './enrol.ts';
export {
  belief,
  journalEntry,
  type Rejection,
  rejection,
  type SentBelief,
  type SentEntry,
  sentBelief,
  sentEntry,
} from './entry.ts';
export {
  type HelloAnswer,
  type HelloRequest,
  helloAnswer,
  helloRequest,
  type RefusedSession,
  refusedSession,
} from './hello.ts';
export {
  GZIP_FROM_BYTES,
  MAX_BYTES,
  MAX_EARLIER,
  MAX_ENTRIES,
  MAX_ENTRY_BYTES,
  MAX_PART,
  MAX_PARTS,
} from './limits.ts';
export type { Point } from './place.ts';
export { type SnapshotAnswer, type SnapshotRequest, snapshotAnswer, snapshotRequest } from './snapshot.ts';
export { EMPTY_STATE, stateDigest, stateMark, toggleMark } from './state-digest.ts';
export { type SyncAnswer, type SyncRequest, syncAnswer, syncRequest } from './sync.ts';
export { PROTOCOL, type ProtocolRange, protocolRange } from './version.ts';
