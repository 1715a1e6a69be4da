export { describeAgentStore } from './agent-store-conformance.ts';
export {
  aFleetSubject,
  agentId,
  aLease,
  anEnrolledAgent,
  anInvitation,
  aStream,
  enrolled,
  someLost,
  someReceived,
  streamAfter,
} from './hub-samples.ts';
export { describeHubStore } from './hub-store-conformance.ts';
export {
  aBatch,
  aChange,
  aDelivery,
  aDestination,
  aFeed,
  aMonitor,
  aSubject,
  entriesOf,
  tipAfter,
} from './samples.ts';
export { describeSql } from './sql-conformance.ts';
