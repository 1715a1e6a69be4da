import { HaleError, type Log } from '@hale/core';
import type { AgentStore } from '@hale/store';
import { createMemoryStore } from '@hale/store/memory';
import { printChanges } from '../change-lines.ts';
import { serviceDiagnostics } from '../diagnostics.ts';
import { identityInMemory } from '../hub/identity.ts';
import { type ReportingOptions, reportingTo } from '../hub/reporting.ts';
import { engineTitle } from '../introduction.ts';
import { type Life, type Reloaded, runLives } from '../lives.ts';
import { agentParts } from '../parts.ts';
import { runAgent } from '../run-agent.ts';
import type { Session } from '../session.ts';

export interface AgentFlags {
  /** To report over plain HTTP to another machine. */
  readonly allowPlainHttp?: true;
}

/** `hale agent`: watches, remembers and tells, for months. A real engine or none, and lines only. */
export async function agent(flags: AgentFlags, session: Session): Promise<number> {
  const { title, away } = await lookAt(session);
  // What waits to be told outlives a new configuration, and so does who it is to a hub.
  const memory = createMemoryStore();
  const ground = { memory, inMemory: identityInMemory(), allowPlainHttp: flags.allowPlainHttp === true };
  const start = async (next: Session): Promise<Life<Session>> => {
    const log = await serviceDiagnostics(next);
    const { life, summary } = await begin(next, log, ground);
    if (away) log.warn('the engine does not answer yet', { error: away.message });
    log.info('watching', { engine: title, ...summary });
    return life;
  };
  return runLives(session, { start, adopt });
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

interface Begun {
  readonly life: Life<Session>;
  readonly summary: {
    readonly remembers: string;
    readonly tells: string;
    readonly hub?: string;
    readonly listens: string | null;
  };
}

interface Ground extends Pick<ReportingOptions, 'inMemory' | 'allowPlainHttp'> {
  readonly memory: AgentStore;
}

async function begin(session: Session, log: Log, { memory, ...ground }: Ground): Promise<Begun> {
  const { io, settings } = session;
  const over = new AbortController();
  const signal = AbortSignal.any([io.signal, over.signal]);
  const parts = await agentParts(session, {
    log,
    memory,
    alone: true,
    reports: (folder) => reportingTo(settings.hub, { ...ground, folder }),
  });
  try {
    for (const { level, message } of parts.notes) log[level](message);
    const running = await runAgent(parts, { listen: settings.listen, tokens: settings.tokens, signal });
    for (const note of running.notes) log.warn(note);
    const { destinations = [], hub } = parts.options;
    const names = destinations.map(({ name }) => name).join(', ');
    const tells = hub?.tells === 'hub' ? 'nobody: the hub does' : names || 'nobody';
    return {
      life: {
        session,
        log,
        over,
        run: () => running.done,
        show: () => printChanges(running.agent.changes(), { dated: true }, session),
        close: () => parts.close(),
      },
      summary: {
        remembers: parts.folder ?? 'in memory',
        tells,
        ...(hub && { hub: hub.url }),
        listens: running.url,
      },
    };
  } catch (error) {
    await parts.close();
    throw error;
  }
}

function adopt(session: Session, { loaded, settings }: Reloaded, log: Log): Session {
  const { checking } = session;
  if (isElsewhere(settings.engine, session.settings.engine))
    log.warn('another engine is looked at only after a restart');
  const checks = checking.checks && { ...checking.checks, config: settings.checks };
  return { ...session, loaded, settings, checking: checks ? { checks } : {} };
}

type Engine = Session['settings']['engine'];

function isElsewhere(now: Engine, before: Engine): boolean {
  return now.host !== before.host || now.context !== before.context;
}
