import { HaleError, type Outcome, type Signal, type TellRules } from '@hale/core';
import type * as z from 'zod';
import type { Notification } from './notification.ts';
import type {
  Capabilities,
  RenderContext,
  TransportDefinition,
  TransportReply,
  TransportRequest,
} from './transport.ts';

/** One configured receiver: a transport with its options, and what it is told. */
export interface Destination {
  readonly name: string;
  readonly rules: TellRules;
  readonly transport: BoundTransport;
}

/** A transport that knows its options. */
export interface BoundTransport {
  readonly id: string;
  readonly capabilities: Capabilities;
  readonly secrets: readonly string[];
  /** JSON of the options: equal text, equal destination. It holds secrets. */
  readonly options: string;
  readonly speak: Http | Channel;
}

interface Http {
  readonly kind: 'http';
  request(notifications: readonly Notification[], context: RenderContext): TransportRequest;
  classify(reply: TransportReply, now: number): Outcome;
}

interface Channel {
  readonly kind: 'channel';
  send(
    notifications: readonly Notification[],
    context: RenderContext & { readonly signal: Signal },
  ): Promise<Outcome>;
  close(): Promise<void>;
}

/**
 * Gives a transport its options.
 *
 * @throws HaleError `bad-input`, with the path of the option at fault
 */
export function bindTransport<Schema extends z.ZodType>(
  definition: TransportDefinition<Schema>,
  input: unknown,
): BoundTransport {
  const parsed = definition.options.safeParse(input);
  if (!parsed.success) {
    const [issue] = parsed.error.issues;
    throw new HaleError('bad-input', issue?.message ?? 'not valid', {
      path: issue?.path.join('.') || 'options',
    });
  }
  const options = parsed.data;
  const { id, capabilities } = definition;
  return {
    id,
    capabilities,
    secrets: definition.secrets(options),
    options: JSON.stringify(options),
    speak: speaker(definition, options),
  };
}

function speaker<Schema extends z.ZodType>(
  definition: TransportDefinition<Schema>,
  options: z.output<Schema>,
): Http | Channel {
  if ('open' in definition) {
    const channel = definition.open(options);
    return {
      kind: 'channel',
      send: (notifications, context) => channel.send(notifications, context),
      close: () => channel.close(),
    };
  }
  return {
    kind: 'http',
    request: (notifications, context) => definition.request(notifications, options, context),
    classify: (reply, now) => definition.classify(reply, now),
  };
}
