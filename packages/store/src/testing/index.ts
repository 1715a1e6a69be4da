export { describeAgentStore } from './agent-store-conformance.ts';
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
