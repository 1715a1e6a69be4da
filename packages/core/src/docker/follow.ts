import type { Clock } from '../clock.ts';
import { HaleError } from '../error.ts';
import type { EngineEvent } from '../event.ts';
import type { Http } from '../http.ts';
import type { Random } from '../random.ts';
import type { Signal } from '../signal.ts';
import { nanosToSince } from '../timestamp.ts';
import { type Aborter, abortWith } from './abort.ts';
import { backoffMs } from './backoff.ts';
import { connect, type Engine } from './engine.ts';
import { events } from './events.ts';
import type { Filters } from './filters.ts';
import { checkIdentifier } from './identifier.ts';
import { ping } from './ping.ts';
import { RecentEvents } from './recent-events.ts';

/** An engine that is silent on its stream is pinged beside it this often. */
export const WATCH_INTERVAL_MS = 30_000;
/** A connection that held this long was a good one: the next failure is the first again. */
export const STABLE_MS = 10_000;
/** How far before the last event a new stream begins: events are not handed out quite in the order of their times. */
export const OVERLAP_MS = 1000;

const NANOS_PER_MS = 1_000_000n;

export interface FollowOptions {
  readonly clock: Clock;
  readonly random: Random;
  /** Ends the stream: the loop throws its reason. */
  readonly signal?: Signal;
  /** Of one container only: its id or name. */
  readonly container?: string;
  readonly filters?: Filters;
  /** Keys of labels to keep besides those that hale itself reads. */
  readonly labels?: ReadonlySet<string> | undefined;
}

/** `at` is hale's clock, epoch milliseconds. */
export type Followed =
  /** The stream stands (again): list and inspect now, and miss nothing. */
  | { readonly kind: 'connected'; readonly engine: Engine; readonly at: number }
  | { readonly kind: 'event'; readonly event: EngineEvent }
  /** The engine is out of sight. Told once, until `connected` comes. */
  | { readonly kind: 'lost'; readonly error: HaleError; readonly at: number }
  /** So many events are gone for good at this place: list and inspect. */
  | { readonly kind: 'overflow'; readonly dropped: number };

/**
 * The events of an engine for ever, through restarts and upgrades of it, cut connections and hosts that freeze. Each connection
 * replays a little of what came before, and what was told is not told twice. The first attempt after a cut is immediate, so that a
 * proxy that cuts each minute is a `connected` and nothing more; only when that attempt fails as well is the engine `lost`.
 *
 * @throws HaleError `bad-input` for a container that is no name or id; nothing else but the signal's reason
 */
export async function* followEvents(
  http: Http,
  options: FollowOptions,
): AsyncGenerator<Followed, never, undefined> {
  const { clock, random, signal, container, filters, labels } = options;
  if (container !== undefined) checkIdentifier(container, 'container');
  const recent = new RecentEvents();
  let startedAt: number | null = null;
  let failures = 0;
  let lost = false;
  for (;;) {
    const attempt = abortWith(signal);
    let openedAt: number | undefined;
    let error: unknown;
    try {
      const engine = await connect(http, { signal: attempt.signal, labels });
      startedAt ??= engine.date;
      const since = sinceOf(engine, recent.latestNanos, startedAt);
      const stream = await events(engine, { container, filters, since, signal: attempt.signal });
      openedAt = clock.monotonic();
      lost = false;
      void watch(http, clock, attempt);
      yield { kind: 'connected', engine, at: clock.now() };
      for await (const item of stream) if (item.kind !== 'event' || recent.add(item.event)) yield item;
      error = new HaleError('unreachable', 'the engine ended its event stream');
    } catch (thrown) {
      error = thrown;
    } finally {
      attempt.release();
      attempt.abort(new HaleError('unreachable', 'the event stream is over'));
    }
    if (signal?.aborted) throw signal.reason;

    failures = openedAt !== undefined && clock.monotonic() - openedAt >= STABLE_MS ? 1 : failures + 1;
    if (failures === 1) continue;
    if (!lost) yield { kind: 'lost', error: toHaleError(error), at: clock.now() };
    lost = true;
    await clock.sleepUntil(clock.monotonic() + backoffMs(failures - 1, random), signal);
  }
}

/** A host that froze, or vanished without a word, leaves the stream standing in silence for ever. */
async function watch(http: Http, clock: Clock, attempt: Aborter): Promise<void> {
  try {
    for (;;) {
      await clock.sleepUntil(clock.monotonic() + WATCH_INTERVAL_MS, attempt.signal);
      await ping(http, { signal: attempt.signal }).catch(unlessSilent);
    }
  } catch (error) {
    attempt.abort(error);
  }
}

/** Whatever the engine answers, it lives. */
function unlessSilent(error: unknown): void {
  if (error instanceof HaleError && !['timeout', 'unreachable'].includes(error.code)) return;
  throw error;
}

/**
 * Where the new stream begins, in the engine's clock: a little before the last event, else where the first stream began. An
 * engine whose clock was put back since then is asked from its present.
 */
function sinceOf({ date }: Engine, latestNanos: bigint | null, startedAt: number | null): string | undefined {
  const from = latestNanos === null ? startedAt : Number(latestNanos / NANOS_PER_MS) - OVERLAP_MS;
  if (from === null) return undefined;
  return nanosToSince(BigInt(Math.max(0, Math.min(from, date ?? from))) * NANOS_PER_MS);
}

function toHaleError(error: unknown): HaleError {
  if (error instanceof HaleError) return error;
  return new HaleError('unreachable', 'the connection to the engine broke', { cause: error });
}
