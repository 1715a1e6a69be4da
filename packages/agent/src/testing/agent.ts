import { createHash } from 'node:crypto';
import type { Hash, JournalEntry } from '@hale/core';
import { type ContainerSpec, seededRandom } from '@hale/core/simulate';
import type { AgentStore } from '@hale/store';
import { createMemoryStore } from '@hale/store/memory';
import { Agent, type AgentOptions } from '../agent.ts';
import { aTestEngine, type TestEngine } from './engine.ts';
import { inWords } from './words.ts';

/** Done before anything else is: a simulated clock does not wait for a thread. */
export const instantHash: Hash = (text) => Promise.resolve(createHash('sha256').update(text).digest('hex'));

/** Everything that an agent needs but its engine's network. */
export function partsFor(
  { clock, http }: Pick<TestEngine, 'clock' | 'http'>,
  options: Partial<AgentOptions> = {},
): AgentOptions {
  return {
    http,
    internet: () => Promise.reject(new Error('nobody is to be told')),
    store: createMemoryStore(),
    clock,
    random: seededRandom(7),
    hash: instantHash,
    sender: { host: 'here', version: '0.0.0' },
    ...options,
  };
}

export interface TestAgent extends TestEngine {
  readonly agent: Agent;
  readonly store: AgentStore;
  /** Lets `ms` pass, and everything under way arrive. */
  pass(ms?: number): Promise<void>;
  /** What the journal has got since it was last asked, a line each. */
  news(): Promise<readonly string[]>;
  /** Ends it, as a person would. */
  stop(): Promise<void>;
}

/** An agent that has been started on an engine, simulated unless it is given. */
export async function anAgent(
  containers: readonly ContainerSpec[] | TestEngine,
  options: Partial<AgentOptions> = {},
): Promise<TestAgent> {
  const engine = 'clock' in containers ? containers : aTestEngine(...containers);
  const parts = partsFor(engine, options);
  const { store } = parts;
  const agent = await Agent.open(parts);
  const [newest] = await store.history({ limit: 1 });
  let read = newest?.seq ?? 0;
  const stopped = new AbortController();
  const ended = agent.run(stopped.signal);
  ended.catch(() => undefined);
  const pass = (ms = 0): Promise<void> => passTime(engine, ms);
  await pass(50);
  return {
    ...engine,
    agent,
    store,
    pass,
    async news() {
      const entries = await journalOf(store);
      const fresh = entries.filter(({ seq }) => seq > read);
      read = entries.at(-1)?.seq ?? read;
      return fresh.map(inWords);
    },
    async stop() {
      stopped.abort();
      await pass(0);
      await ended;
    },
  };
}

/** The oldest first. */
export async function journalOf(store: AgentStore): Promise<readonly JournalEntry[]> {
  return (await store.history({ limit: 10_000 })).toReversed();
}

/** A body goes through a few hands, each of which takes its turn. */
const TURNS = 10;

export async function passTime({ clock }: Pick<TestEngine, 'clock'>, ms: number): Promise<void> {
  for (let turn = 0; turn < TURNS; turn += 1) await clock.advance(0);
  await clock.advance(ms);
  for (let turn = 0; turn < TURNS; turn += 1) await clock.advance(0);
}
