export { fleetEntry } from './fleet-entry.ts';
export {
  type AgentHost,
  type AgentRecord,
  type ApiToken,
  type EnrolledAgent,
  type Enrolment,
  type FleetSubject,
  type Gap,
  type HubBatch,
  type HubIdentity,
  type HubStore,
  type Invitation,
  LEASE_STATES,
  type Lease,
  type LeaseState,
  MAX_REJECTED_CHARS,
  type ReceivedEntry,
  type RejectedEntry,
  type ShownSubject,
  type Silent,
  type SnapshotPart,
  type Stream,
  type SubjectQuery,
} from './hub-store.ts';
export { HUB_MIGRATIONS } from './migrations.ts';
export { createHubStore } from './sql-hub-store.ts';
export { verifyStream } from './verify-stream.ts';
