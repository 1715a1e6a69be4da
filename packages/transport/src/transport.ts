import type { Json, Outcome, Signal, Tier } from '@hale/core';
import type * as z from 'zod';
import type { Notification, Sender } from './notification.ts';

/** What a kind of destination can do, and how much of it. */
export interface Capabilities {
  /** `state`: it is told the newest state of each subject. `event`: it is handed every transition, in order. */
  readonly delivery: 'state' | 'event';
  /** What its yes means: it has the message, or it has only taken it in. */
  readonly confirms: 'delivered' | 'accepted';
  /** Whether a repeat of the same id is absorbed there. */
  readonly dedup: 'key' | 'none';
  /** Notifications that one request may carry. */
  readonly batch: number;
  /** The longest body that a request may have, in bytes. */
  readonly maxBytes: number;
}

export interface RenderContext {
  /** Epoch milliseconds. */
  readonly now: number;
  /** 0 as rich as it can be, 1 plain, 2 text only. */
  readonly tier: Tier;
  readonly sender: Sender;
  /** What the receiver called the last message about this subject. */
  readonly receipt: Json | null;
}

/** One HTTP request, as plain data. Its `url` may be the secret. */
export interface TransportRequest {
  readonly method: 'POST' | 'PUT' | 'GET';
  readonly url: string;
  /** Lower-case names. */
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

/** What came back. `text` is cut at {@link REPLY_LIMIT_BYTES}. */
export interface TransportReply {
  readonly status: number;
  /** Lower-case names. */
  readonly headers: Readonly<Record<string, string>>;
  readonly text: string;
}

export const REPLY_LIMIT_BYTES = 64 * 1024;

/** A kind of destination that speaks HTTP: two pure functions. All I/O, retrying and secrecy is done for it. */
export interface HttpTransport<Options> {
  request(notifications: readonly Notification[], options: Options, context: RenderContext): TransportRequest;
  classify(reply: TransportReply, now: number): Outcome;
}

/** A kind of destination with a channel of its own. */
export interface ChannelTransport<Options> {
  open(options: Options): Channel;
}

export interface Channel {
  send(
    notifications: readonly Notification[],
    context: RenderContext & { readonly signal: Signal },
  ): Promise<Outcome>;
  close(): Promise<void>;
}

export type TransportDefinition<Schema extends z.ZodType = z.ZodType> = {
  /** As configurations name it. */
  readonly id: string;
  readonly options: Schema;
  readonly capabilities: Capabilities;
  /** Every secret in the options: none of them may appear in a log, an error or a stored reply. */
  secrets(options: z.output<Schema>): readonly string[];
  /** For the conformance kit. */
  readonly fixtures: {
    readonly options: z.input<Schema>;
    readonly replies: readonly (readonly [TransportReply, Outcome['kind']])[];
  };
} & (HttpTransport<z.output<Schema>> | ChannelTransport<z.output<Schema>>);

/** Checks a definition's types where it is written. */
export function defineTransport<Schema extends z.ZodType>(
  definition: TransportDefinition<Schema>,
): TransportDefinition<Schema> {
  return definition;
}
