export { describeTransport } from './conformance.ts';
export {
  aContext,
  aFailure,
  aNotification,
  anyNotification,
  anyNotifications,
  aTold,
  HOSTILE,
} from './notifications.ts';
export { MemoryOutbox } from './outbox.ts';
