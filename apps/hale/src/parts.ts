import { mkdir } from 'node:fs/promises';
import { hostname } from 'node:os';
import { type AgentOptions, isSelected, labelsAskedFor } from '@hale/agent';
import { HaleError, type Log } from '@hale/core';
import { connect, info } from '@hale/core/docker';
import { ownContainerId, thisMachine } from '@hale/core/node';
import { systemHash } from '@hale/core/system';
import type { AgentStore } from '@hale/store';
import { createFallbackStore, createMemoryStore, type DiskNews } from '@hale/store/memory';
import { openAgentStore } from '@hale/store/sqlite';
import { closeDestination } from './config/destinations.ts';
import { DEFAULT } from './config/layers.ts';
import { plural } from './diagnosis/finding.ts';
import { agentFolder } from './folder.ts';
import { createInternet } from './internet.ts';
import type { Session } from './session.ts';
import { VERSION } from './version.ts';

/** Everything that an agent is put together from, chosen by the settings. */
export interface AgentParts {
  readonly options: AgentOptions;
  /** Where it remembers; `null`: nowhere. */
  readonly folder: string | null;
  readonly notes: readonly Note[];
  close(): Promise<void>;
}

/** What a person should know of how it remembers and tells. */
export interface Note {
  /** `error`: it cannot do what it was told to. */
  readonly level: 'warn' | 'error';
  /** A sentence. */
  readonly message: string;
}

export interface PartsOptions {
  readonly log?: Log;
  /** Where it remembers if not in a folder. Default: a memory of its own. */
  readonly memory?: AgentStore;
  /** Without the folder there is no agent: another one has it. Otherwise hale looks on, remembers nothing and tells nobody. */
  readonly alone: boolean;
}

/**
 * Chooses the parts.
 *
 * @throws HaleError `conflict` when another agent has the folder and this one has to be `alone`
 */
export async function agentParts(session: Session, chosen: PartsOptions): Promise<AgentParts> {
  const { io, engine, settings, checking } = session;
  const { log } = chosen;
  const memory = await openMemory(session, chosen);
  const tells = !engine.simulated && !memory.onlyLooks;
  const internet = createInternet(settings.egress);
  const self = await ownContainerId(thisMachine());
  const labels = labelsAskedFor(settings.selection);
  const { clock, random } = io;
  const untold =
    engine.simulated && settings.destinations.length > 0
      ? warnings('nobody is told of a simulated engine; hale notify test DESTINATION sends a message')
      : [];
  return {
    folder: memory.folder,
    notes: [...memory.notes, ...untold],
    options: {
      http: engine.http,
      internet: internet.http,
      store: memory.store,
      clock,
      random,
      hash: systemHash,
      sender: { host: await senderName(session), version: VERSION },
      destinations: tells ? settings.destinations : [],
      output: settings.output,
      ...(tells && settings.ping !== null && { pingUrl: settings.ping }),
      ...(log && { log }),
      troubles: memory.troubles,
      watch: {
        ...checking,
        select: (container) => isSelected(container, settings.selection, self),
        ...(labels.size > 0 && { labels }),
      },
    },
    async close() {
      await memory.close();
      await Promise.all([internet.close(), ...settings.destinations.map(closeDestination)]);
    },
  };
}

interface Memory {
  readonly store: AgentStore;
  readonly folder: string | null;
  readonly notes: readonly Note[];
  readonly onlyLooks: boolean;
  readonly troubles: () => readonly string[];
  close(): Promise<void>;
}

async function openMemory(
  { engine, settings }: Session,
  { alone, log, memory = createMemoryStore() }: PartsOptions,
): Promise<Memory> {
  const nowhere = { store: memory, folder: null, troubles: () => [], close: async () => undefined };
  // What is made up is not worth keeping.
  if (engine.simulated || settings.data === null) return { ...nowhere, notes: [], onlyLooks: false };
  const folder = agentFolder(settings.data, engine);
  try {
    await mkdir(folder, { recursive: true, mode: 0o700 });
    const { store, notes } = await openAgentStore(folder);
    const fallback = createFallbackStore({ disk: store, tell: (news) => report(news, log) });
    const troubles = (): readonly string[] =>
      fallback.away
        ? [
            `CANNOT REMEMBER: ${fallback.away.message} (${plural(fallback.unwritten, 'change')} in memory alone)`,
          ]
        : [];
    return {
      store: fallback,
      folder,
      notes: warnings(...notes),
      onlyLooks: false,
      troubles,
      async close() {
        // What is in memory alone would be lost.
        if (fallback.away) await fallback.retry().catch(() => false);
        await fallback.close();
      },
    };
  } catch (error) {
    if (isTaken(error) && !alone)
      return {
        ...nowhere,
        notes: warnings(`another hale watches this engine (${folder}): this one only looks on`),
        onlyLooks: true,
      };
    if (isTaken(error)) throw error;
    const why = error instanceof Error ? error.message : String(error);
    const message = `CANNOT REMEMBER: ${why}; going on in memory: what a restart interrupts is lost`;
    return {
      ...nowhere,
      notes: [{ level: 'error', message }],
      onlyLooks: false,
      troubles: () => [message],
    };
  }
}

function warnings(...messages: readonly string[]): readonly Note[] {
  return messages.map((message) => ({ level: 'warn', message }));
}

function report(news: DiskNews, log: Log | undefined): void {
  switch (news.kind) {
    case 'left':
      return log?.error('CANNOT REMEMBER: going on in memory', { error: news.error.message });
    case 'still-away':
      return log?.error('still cannot remember', { error: news.error.message, unwritten: news.unwritten });
    case 'back':
      return log?.info('remembers again', { written: news.written, dropped: news.dropped });
  }
}

function isTaken(error: unknown): boolean {
  return error instanceof HaleError && error.code === 'conflict';
}

/** A machine goes by its engine's name: hale itself may run in a container, whose name says nothing. */
async function senderName({ io: { signal }, engine, settings: { name, from } }: Session): Promise<string> {
  if (from(['name']) !== DEFAULT) return name;
  try {
    const { name: host } = await info(await connect(engine.http, { signal }), { signal });
    return host || name;
  } catch {
    return name || hostname();
  }
}
