import { HaleError, type Log } from '@hale/core';
import type { AgentStore } from '@hale/store';
import { createMemoryStore } from '@hale/store/memory';
import { printChanges } from '../change-lines.ts';
import { followConfig } from '../config/follow.ts';
import { problemText } from '../config/problem.ts';
import { conceal } from '../config/secrets.ts';
import { serviceDiagnostics } from '../diagnostics.ts';
import { engineTitle } from '../introduction.ts';
import { type AgentParts, agentParts } from '../parts.ts';
import { type RunningAgent, runAgent } from '../run-agent.ts';
import type { Session } from '../session.ts';

/** `hale agent`: watches, remembers and tells, for months. A real engine or none, and lines only. */
export async function agent(session: Session): Promise<number> {
  const { title, away } = await lookAt(session);
  // What waits to be told outlives a new configuration.
  const memory = createMemoryStore();
  const start = async (next: Session): Promise<Life> => {
    const log = await serviceDiagnostics(next);
    const life = await begin(next, log, memory);
    if (away) log.warn('the engine does not answer yet', { error: away.message });
    log.info('watching', { engine: title, ...life.summary });
    return life;
  };
  let life = await start(session);
  for (;;) {
    const { session: good, log } = life;
    const next = await untilReloaded(life);
    if (next === null) return 0;
    life = await start(next).catch((error: unknown) => {
      if (!(error instanceof HaleError)) throw error;
      log.error('the new configuration cannot be used', {
        problem: conceal(error.message, next.loaded.secrets),
      });
      return start({ ...good, loaded: next.loaded });
    });
  }
}

/** After a boot the engine may come later than hale; what forbids or misunderstands will not change by waiting. */
async function lookAt(
  session: Session,
): Promise<{ readonly title: string; readonly away: HaleError | null }> {
  try {
    return { title: await engineTitle(session), away: null };
  } catch (error) {
    if (!(error instanceof HaleError) || !['unreachable', 'timeout'].includes(error.code)) throw error;
    return { title: `${session.engine.label} (${session.engine.from})`, away: error };
  }
}

/** An agent under one configuration. */
interface Life {
  readonly session: Session;
  readonly log: Log;
  readonly parts: AgentParts;
  readonly running: RunningAgent;
  readonly summary: { readonly remembers: string; readonly tells: string; readonly listens: string | null };
  readonly over: AbortController;
}

async function begin(session: Session, log: Log, memory: AgentStore): Promise<Life> {
  const { io, settings } = session;
  const over = new AbortController();
  const signal = AbortSignal.any([io.signal, over.signal]);
  const parts = await agentParts(session, { log, memory, alone: true });
  try {
    for (const { level, message } of parts.notes) log[level](message);
    const running = await runAgent(parts, { listen: settings.listen, tokens: settings.tokens, signal });
    for (const note of running.notes) log.warn(note);
    const tells = parts.options.destinations?.map(({ name }) => name).join(', ') || 'nobody';
    const summary = { remembers: parts.folder ?? 'in memory', tells, listens: running.url };
    return { session, log, parts, running, summary, over };
  } catch (error) {
    await parts.close();
    throw error;
  }
}

/** Resolves to the session to go on with once there is a new and good configuration; to `null` at the end. */
async function untilReloaded({ session, log, parts, running, over }: Life): Promise<Session | null> {
  const signal = AbortSignal.any([session.io.signal, over.signal]);
  const end = (): void => over.abort();
  try {
    const [next] = await Promise.all([
      nextSession(session, log, signal).finally(end),
      running.done.finally(end),
      printChanges(running.agent.changes(), { dated: true }, session),
    ]);
    return next;
  } finally {
    end();
    await parts.close();
  }
}

/** Waits for a configuration that differs and is good; the last good one stays until then. */
async function nextSession(session: Session, log: Log, signal: AbortSignal): Promise<Session | null> {
  const { io, loaded, reload, checking } = session;
  try {
    for await (const next of followConfig(loaded, reload, { clock: io.clock, signal })) {
      const { settings, problems, secrets, file } = next;
      for (const problem of problems)
        log.error('the new configuration is not used', { problem: conceal(problemText(problem), secrets) });
      if (settings === null) continue;
      log.info('a new configuration', { file });
      if (isElsewhere(settings.engine, session.settings.engine))
        log.warn('another engine is looked at only after a restart');
      const checks = checking.checks && { ...checking.checks, config: settings.checks };
      return { ...session, loaded: next, settings, checking: checks ? { checks } : {} };
    }
  } catch (error) {
    if (!signal.aborted) throw error;
  }
  return null;
}

type Engine = Session['settings']['engine'];

function isElsewhere(now: Engine, before: Engine): boolean {
  return now.host !== before.host || now.context !== before.context;
}
