export { type Message, messagesOf, readStream } from './event-stream.ts';
export { describeEveryRoute, type EveryRoute } from './every-route.ts';
