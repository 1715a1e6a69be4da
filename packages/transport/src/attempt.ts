import {
  type Clock,
  HaleError,
  type Http,
  type Json,
  type Outcome,
  type Signal,
  type Tier,
} from '@hale/core';
import { unsent } from './attempt-failure.ts';
import type { BoundTransport } from './destination.ts';
import type { Notification, Sender } from './notification.ts';
import { redact } from './redact.ts';
import { readReply } from './reply.ts';
import type { RenderContext, TransportReply, TransportRequest } from './transport.ts';

/** From the request to the last byte of the reply. */
export const ATTEMPT_TIMEOUT_MS = 15_000;
/** What is kept of an outcome's code, in characters: it may be the receiver's own words. */
export const CODE_LIMIT = 100;

export interface AttemptOptions {
  readonly http: Http;
  readonly clock: Clock;
  readonly sender: Sender;
  readonly tier: Tier;
  readonly receipt: Json | null;
  /** Gives it up: it may have arrived. */
  readonly signal?: Signal | undefined;
  /** Default {@link ATTEMPT_TIMEOUT_MS}. */
  readonly timeoutMs?: number | undefined;
}

/** What came of it. Never holds a secret in its code; the reply is as it came. */
export interface Attempted {
  readonly outcome: Outcome;
  /** `null`: none came, or the transport has a channel of its own. */
  readonly reply: TransportReply | null;
}

/** One message, sent once. Whatever goes wrong is an outcome, never an exception. */
export async function attempt(
  transport: BoundTransport,
  notifications: readonly Notification[],
  options: AttemptOptions,
): Promise<Attempted> {
  const { clock, tier, receipt, sender, timeoutMs = ATTEMPT_TIMEOUT_MS, signal } = options;
  const context: RenderContext = { now: clock.now(), tier, receipt, sender };
  const { speak } = transport;
  const tell = async (stop: Signal): Promise<Attempted> => {
    if (speak.kind === 'http')
      return exchange(speak, () => speak.request(notifications, context), options, stop);
    return { outcome: await speak.send(notifications, { ...context, signal: stop }), reply: null };
  };
  const attempted = await within(timeoutMs, clock, signal, tell).catch(
    (error: unknown): Attempted => ({ outcome: failureOf(error), reply: null }),
  );
  return { ...attempted, outcome: discreet(attempted.outcome, transport.secrets) };
}

type Speaker = Extract<BoundTransport['speak'], { readonly kind: 'http' }>;

async function exchange(
  { classify }: Speaker,
  render: () => TransportRequest,
  { http, clock, sender, timeoutMs = ATTEMPT_TIMEOUT_MS }: AttemptOptions,
  signal: Signal,
): Promise<Attempted> {
  let request: TransportRequest;
  try {
    request = render();
  } catch {
    return { outcome: { kind: 'rejected', code: 'not-rendered' }, reply: null };
  }
  const headers = {
    ...request.headers,
    'accept-encoding': 'identity',
    'user-agent': `hale/${sender.version}`,
  };
  const { reply, whole } = await readReply(
    await http({ ...request, headers, signal, timeoutMs, headersTimeoutMs: timeoutMs }),
  );
  // A yes that broke off may not have been one.
  if (!whole && reply.status < 300) return { outcome: { kind: 'ambiguous', code: 'cut' }, reply };
  return { outcome: classify(reply, clock.now()), reply };
}

/** The work, unless the time is over or the signal says so before: then it is told to stop, and not waited for. */
async function within<T>(
  timeoutMs: number,
  clock: Clock,
  outer: Signal | undefined,
  work: (signal: Signal) => Promise<T>,
): Promise<T> {
  const stop = new AbortController();
  const done = new AbortController();
  const interrupt = (): void => stop.abort(new HaleError('timeout', 'given up'));
  const stopped = new Promise<never>((_, reject) => {
    stop.signal.addEventListener('abort', () => reject(stop.signal.reason), { once: true });
  });
  if (outer?.aborted) interrupt();
  outer?.addEventListener('abort', interrupt, { once: true });
  clock.sleepUntil(clock.monotonic() + timeoutMs, done.signal).then(interrupt, () => undefined);
  try {
    return await Promise.race([work(stop.signal), stopped]);
  } finally {
    done.abort();
    outer?.removeEventListener('abort', interrupt);
  }
}

function failureOf(error: unknown): Outcome {
  const code = error instanceof HaleError ? error.code : 'failed';
  if (code === 'bad-input') return { kind: 'rejected', code };
  return { kind: unsent(error) ? 'retry' : 'ambiguous', code };
}

function discreet(outcome: Outcome, secrets: readonly string[]): Outcome {
  if (outcome.kind === 'ok') return outcome;
  return { ...outcome, code: redact(outcome.code, secrets).slice(0, CODE_LIMIT) };
}
