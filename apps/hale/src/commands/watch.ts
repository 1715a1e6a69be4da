import { watchContainer } from '@hale/agent';
import { changeRecord } from '@hale/api';
import { type Clock, formatDuration, HaleError, type Transition } from '@hale/core';
import { deadline } from '../deadline.ts';
import { diagnostics } from '../diagnostics.ts';
import { noContainer, resolveContainer } from '../resolve.ts';
import { sentence } from '../screen/sentence.ts';
import type { Session } from '../session.ts';

export interface WatchOptions {
  /** Exit with the container's own exit code. */
  readonly propagate?: boolean;
  /** Milliseconds. */
  readonly engineTimeout?: number;
  readonly poll?: number;
}

/** `hale watch`: every change of one container until it has stopped or is gone. */
export async function watch(container: string, options: WatchOptions, session: Session): Promise<number> {
  const { io, engine, checking } = session;
  const patience = createPatience(options.engineTimeout, io.clock);
  const signal = AbortSignal.any([io.signal, patience.signal]);
  const look = { clock: io.clock, random: io.random, signal, log: diagnostics(session) };
  const poll = options.poll === undefined ? {} : { pollMs: options.poll };
  let exitCode: number | null = null;
  try {
    const id = await resolveContainer(engine.http, container, signal);
    for await (const transition of watchContainer(engine.http, id, { ...look, ...poll, ...checking })) {
      patience.see(transition);
      // Its removal does not say it; the end before that did.
      exitCode = transition.container?.exitCode ?? (transition.to === 'removed' ? exitCode : null);
      await print(transition, session);
    }
  } catch (error) {
    throw error instanceof HaleError && error.code === 'not-found' ? noContainer(container, error) : error;
  } finally {
    patience.end();
  }
  signal.throwIfAborted();
  if (options.propagate !== true) return 0;
  if (exitCode !== null) return exitCode;
  throw new HaleError('protocol', `${container} was removed before its exit code was seen`);
}

async function print(transition: Transition, { io, json, paint }: Session): Promise<void> {
  const text = json
    ? JSON.stringify(changeRecord(transition))
    : sentence(transition, { width: Number.POSITIVE_INFINITY, paint });
  await io.stdout.write(`${text}\n`);
}

interface Patience {
  readonly signal: AbortSignal;
  see(transition: Transition): void;
  end(): void;
}

/** Aborts its signal once the engine has been out of sight for `ms`. */
function createPatience(ms: number | undefined, clock: Clock): Patience {
  const over = new AbortController();
  let back = new AbortController();
  return {
    signal: over.signal,
    see({ to }) {
      back.abort();
      if (to !== 'unknown' || ms === undefined) return;
      back = new AbortController();
      deadline(clock, ms, back.signal).addEventListener('abort', () => {
        over.abort(new HaleError('timeout', `the engine has been out of sight for ${formatDuration(ms)}`));
      });
    },
    end: () => back.abort(),
  };
}
