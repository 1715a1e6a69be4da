import { mkdir } from 'node:fs/promises';
import { HaleError, type Log } from '@hale/core';
import type { AgentStore } from '@hale/store';
import { createFallbackStore, createMemoryStore, type DiskNews } from '@hale/store/memory';
import { openAgentStore } from '@hale/store/sqlite';
import { plural } from './diagnosis/finding.ts';
import { agentFolder } from './folder.ts';
import type { Session } from './session.ts';

/** What a person should know of how it remembers and tells. */
export interface Note {
  /** `error`: it cannot do what it was told to. */
  readonly level: 'warn' | 'error';
  /** A sentence. */
  readonly message: string;
}

export interface MemoryOptions {
  readonly log?: Log;
  /** Where it remembers if not in a folder. Default: a memory of its own. */
  readonly memory?: AgentStore;
  /** Without the folder there is no agent: another one has it. Otherwise hale looks on, remembers nothing and tells nobody. */
  readonly alone: boolean;
}

/** Where an agent remembers. */
export interface Memory {
  readonly store: AgentStore;
  readonly folder: string | null;
  readonly notes: readonly Note[];
  readonly onlyLooks: boolean;
  readonly troubles: () => readonly string[];
  close(): Promise<void>;
}

/**
 * Opens the folder of this engine, or goes on without.
 *
 * @throws HaleError `conflict` when another agent has the folder and this one has to be `alone`
 */
export async function openMemory(
  { engine, settings }: Session,
  { alone, log, memory = createMemoryStore() }: MemoryOptions,
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

export function warnings(...messages: readonly string[]): readonly Note[] {
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
