import { HaleError, type Log, type Signal } from '@hale/core';
import { followConfig } from './config/follow.ts';
import type { Loaded } from './config/load.ts';
import { problemText } from './config/problem.ts';
import { conceal } from './config/secrets.ts';
import type { Settings } from './config/settings.ts';
import { EXIT } from './failure.ts';
import type { SettingsSession } from './session.ts';

/** A service under one configuration. */
export interface Life<S extends SettingsSession> {
  readonly session: S;
  readonly log: Log;
  /** Ends it. */
  readonly over: AbortController;
  /** Until all that was under way has ended. */
  run(): Promise<unknown>;
  /** Prints what happens, until there is no more. */
  show(): Promise<void>;
  close(): Promise<void>;
}

/** A configuration that may be gone on with. */
export interface Reloaded {
  readonly loaded: Loaded;
  readonly settings: Settings;
}

export interface LivesOptions<S extends SettingsSession> {
  readonly start: (session: S) => Promise<Life<S>>;
  /** What of the session a new configuration makes another. */
  readonly adopt: (session: S, reloaded: Reloaded, log: Log) => S;
}

/** Runs a service until it is told to end, under one configuration after another: a changed one at once if it is good, else the last good one. */
export async function runLives<S extends SettingsSession>(
  first: S,
  { start, adopt }: LivesOptions<S>,
): Promise<number> {
  let life = await start(first);
  for (;;) {
    const { session: good, log } = life;
    const next = await untilReloaded(life, adopt);
    if (next === null) return EXIT.ok;
    life = await start(next).catch((error: unknown) => {
      if (!(error instanceof HaleError)) throw error;
      log.error('the new configuration cannot be used', {
        problem: conceal(error.message, next.loaded.secrets),
      });
      return start({ ...good, loaded: next.loaded });
    });
  }
}

/** Resolves to the session to go on with once there is a new and good configuration; to `null` at the end. */
async function untilReloaded<S extends SettingsSession>(
  life: Life<S>,
  adopt: LivesOptions<S>['adopt'],
): Promise<S | null> {
  const { over } = life;
  const signal = AbortSignal.any([life.session.io.signal, over.signal]);
  const end = (): void => over.abort();
  try {
    const [next] = await Promise.all([
      nextSession(life, adopt, signal).finally(end),
      life.run().finally(end),
      life.show(),
    ]);
    return next;
  } finally {
    end();
    await life.close();
  }
}

/** Waits for a configuration that differs and is good; the last good one stays until then. */
async function nextSession<S extends SettingsSession>(
  { session, log }: Life<S>,
  adopt: LivesOptions<S>['adopt'],
  signal: Signal,
): Promise<S | null> {
  const { io, loaded, reload } = session;
  try {
    for await (const next of followConfig(loaded, reload, { clock: io.clock, signal })) {
      const { settings, problems, secrets, file } = next;
      for (const problem of problems)
        log.error('the new configuration is not used', { problem: conceal(problemText(problem), secrets) });
      if (settings === null) continue;
      log.info('a new configuration', { file });
      return adopt(session, { loaded: next, settings }, log);
    }
  } catch (error) {
    if (!signal.aborted) throw error;
  }
  return null;
}
