import { gzipSync } from 'node:zlib';
import { NewsCaller } from '@hale/api';
import type { Http, JournalEntry, Log, Random } from '@hale/core';
import { seededRandom } from '@hale/core/simulate';
import { createSimulatedClock, type SimulatedClock } from '@hale/core/testing';
import type { AgentStore } from '@hale/store';
import { createMemoryStore } from '@hale/store/memory';
import { randomName } from '../random-name.ts';
import { Recorder } from '../recorder.ts';
import { HubLink, type HubLinkOptions } from '../sync/hub-link.ts';
import { instantHash, passTime } from './agent.ts';
import { AGENT_TOKEN, HUB_URL, TestHub } from './hub.ts';
import { Lives } from './lives.ts';

export interface LinkedOptions {
  readonly store?: AgentStore;
  readonly clock?: SimulatedClock;
  readonly hub?: TestHub;
  readonly lives?: Lives;
  readonly random?: Random;
  readonly link?: Partial<HubLinkOptions>;
  /** The network to the hub. */
  readonly over?: (http: Http) => Http;
}

/** No two processes draw the same names. */
let seeds = 10;

/** A journal that a test writes, a hub, and the link between them: no engine. */
export async function linked(options: LinkedOptions = {}) {
  const {
    clock = createSimulatedClock(),
    random = seededRandom((seeds += 1)),
    lives = new Lives(),
    over = (http) => http,
  } = options;
  const hub = options.hub ?? new TestHub({ clock, hash: instantHash, random: seededRandom(12) });
  const store = options.store ?? createMemoryStore();
  const news = new NewsCaller();
  const { recorder } = await Recorder.open({
    store,
    hash: instantHash,
    newEpoch: () => randomName(random),
    now: () => clock.now(),
    destinations: [],
  });
  const { log, lines } = aLog();
  const link = new HubLink({
    http: over(hub.http),
    url: HUB_URL,
    identify: async () => ({ agent: null, token: AGENT_TOKEN }),
    host: { name: 'here', os: 'linux', arch: 'amd64', engine: 'Docker 29.1' },
    version: '0.0.0',
    remembers: 'disk',
    tells: 'agent',
    gzip: async (text) => gzipSync(text),
    store,
    recorder,
    recorded: (entries) => news.grown(entries),
    news,
    clock,
    random,
    hash: instantHash,
    engine: () => 'in-sight',
    log,
    ...options.link,
  });
  const stop = new AbortController();
  let ended: Promise<void> = Promise.resolve();
  const tell = (entries: readonly JournalEntry[]): readonly JournalEntry[] => {
    news.grown(entries);
    return entries;
  };
  return {
    clock,
    hub,
    store,
    recorder,
    link,
    lives,
    lines,
    news,
    start() {
      ended = link.run(stop.signal);
    },
    pass: (ms = 0) => passTime({ clock }, ms),
    /** The next second of a container: it is made, or its health turns. Resolves once that is on disk. */
    async happen(letter: string, how: 'create' | 'start' | 'die' | 'destroy' = 'create') {
      const step = how === 'create' ? lives.create(letter, { name: letter }) : lives.happen(letter, how);
      return tell(await recorder.record([step]));
    },
    async stop(withinMs = 0) {
      stop.abort();
      await passTime({ clock }, withinMs);
      await ended;
      if (hub.faults.length > 0) throw new Error(`the hub was sent what cannot be: ${hub.faults.join('; ')}`);
    },
    kill: () => stop.abort(),
  };
}

export type Linked = Awaited<ReturnType<typeof linked>>;

function aLog(): { readonly log: Log; readonly lines: string[] } {
  const lines: string[] = [];
  const take =
    (level: string): Log['info'] =>
    (message, fields) =>
      void lines.push(`${level} ${message} ${JSON.stringify(fields ?? {})}`);
  return {
    log: { debug: take('debug'), info: take('info'), warn: take('warn'), error: take('error') },
    lines,
  };
}
