import { type Clock, HaleError } from '@hale/core';
import { type Engine, events } from '@hale/core/docker';
import { deadline } from '../deadline.ts';
import { type Finding, fine, problem } from './finding.ts';

/** Until the engine begins to answer. */
export const STREAM_DEADLINE_MS = 5000;
/** A stream that is not cut within this time is taken to stand. */
export const STREAM_HOLD_MS = 1000;

const POLLING = 'If it stays so, watch with --poll 1s, which needs no stream.';

/** Subscribes to the events of the last second, and sees whether the stream stands. */
export async function checkStream(engine: Engine, clock: Clock, stopped: AbortSignal): Promise<Finding> {
  const done = new AbortController();
  const unwanted = AbortSignal.any([stopped, done.signal]);
  const late = deadline(clock, STREAM_DEADLINE_MS, unwanted);
  const asked = clock.monotonic();
  try {
    const since = String(Math.floor((engine.date ?? clock.now()) / 1000) - 1);
    const held = new AbortController();
    const signal = AbortSignal.any([unwanted, late, held.signal]);
    const stream = await events(engine, { since, signal });
    const took = Math.round(clock.monotonic() - asked);
    done.signal.throwIfAborted();
    deadline(clock, STREAM_HOLD_MS, unwanted).addEventListener('abort', () => held.abort());
    if (await isCut(stream, held.signal)) {
      return problem('events', 'the engine, or a proxy before it, cuts the stream at once', POLLING);
    }
    return fine('events', `the stream stands, it opened within ${took} ms`);
  } catch (error) {
    stopped.throwIfAborted();
    if (late.aborted)
      return problem('events', `no answer to GET /events within ${STREAM_DEADLINE_MS} ms`, POLLING);
    if (!(error instanceof HaleError)) throw error;
    return problem('events', error.message, error.hint ?? POLLING);
  } finally {
    done.abort();
  }
}

async function isCut(stream: AsyncIterable<unknown>, held: AbortSignal): Promise<boolean> {
  try {
    for await (const _ of stream);
  } catch (error) {
    if (!held.aborted) throw error;
  }
  return !held.aborted;
}
