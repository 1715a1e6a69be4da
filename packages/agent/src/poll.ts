import type { Clock, Http } from '@hale/core';
import { HaleError } from '@hale/core';
import { type ConnectOptions, connect, type Engine } from '@hale/core/docker';

/** What polling sees: the same as the event stream does, but for the events. */
export type Polled =
  | { readonly kind: 'connected'; readonly engine: Engine; readonly at: number }
  | { readonly kind: 'lost'; readonly error: HaleError; readonly at: number }
  | { readonly kind: 'due' };

export interface PollOptions extends ConnectOptions {
  readonly clock: Clock;
  readonly pollMs: number;
  readonly signal: AbortSignal;
}

/** The plain loop, for engines behind proxies that cut streams: asks who is there, then says when to look again. */
export async function* pollEngine(
  http: Http,
  { clock, pollMs, ...call }: PollOptions,
): AsyncGenerator<Polled, never, undefined> {
  let inSight = false;
  for (;;) {
    try {
      const engine = await connect(http, call);
      yield inSight ? { kind: 'due' } : { kind: 'connected', engine, at: clock.now() };
      inSight = true;
    } catch (error) {
      if (call.signal.aborted || !(error instanceof HaleError)) throw error;
      yield { kind: 'lost', error, at: clock.now() };
      inSight = false;
    }
    await clock.sleepUntil(clock.monotonic() + pollMs, call.signal);
  }
}
