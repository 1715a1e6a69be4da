export { classifyReply } from './classify.ts';
export { type BoundTransport, bindTransport, type Destination } from './destination.ts';
export {
  Dispatch,
  type DispatchOptions,
  FLUSH_MS,
  LOOK_MS,
  type PassOptions,
  type PassReport,
  type Sent,
} from './dispatch.ts';
export type { DestinationView, DispatchCounts, DispatchPorts } from './dispatch-lane.ts';
export { maskSecrets } from './mask-secrets.ts';
export { type Notification, notificationOf, type Sender } from './notification.ts';
export { classifyPing, pingRequest } from './ping.ts';
export { redact } from './redact.ts';
export { readReply } from './reply.ts';
export { retryAfter } from './retry-after.ts';
export {
  type Capabilities,
  type Channel,
  type ChannelTransport,
  defineTransport,
  type HttpTransport,
  REPLY_LIMIT_BYTES,
  type RenderContext,
  type TransportDefinition,
  type TransportReply,
  type TransportRequest,
} from './transport.ts';
