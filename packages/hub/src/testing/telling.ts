import { type TellRules, TOLD_BY_DEFAULT } from '@hale/core';
import type { Sql } from '@hale/store';
import { createHubStore } from '@hale/store/hub';
import { bindTransport, type Destination, defineTransport, type Notification } from '@hale/transport';
import * as z from 'zod';
import type { TestSession } from './agent.ts';
import { aHub, reopened, type TestHub } from './hub.ts';

/** Often enough for every lease. */
const BEAT_MS = 30_000;

interface Setting {
  /** Of the destinations. What is called `broken` takes nothing. */
  readonly names?: readonly string[];
  readonly rules?: TellRules;
  /** For how long it was not there before. */
  readonly awayMs?: number;
  /** What its store is over instead of the database alone. */
  readonly over?: (sql: Sql) => Sql;
}

/** A hub that runs: it tells `ops`, unless something else is said, of what it hears. */
export class TellingHub {
  /** What was told, in order: `ops: shed container/web unhealthy`. */
  readonly told: string[] = [];
  #hub: TestHub;
  #stop = new AbortController();
  #done: Promise<void> = Promise.resolve();

  private constructor(hub: TestHub) {
    this.#hub = hub;
  }

  static async start(setting: Setting = {}): Promise<TellingHub> {
    const telling = new TellingHub(await aHub());
    await telling.restart(setting);
    return telling;
  }

  /** As it is now: after a restart it is another one. */
  get hub(): TestHub {
    return this.#hub;
  }

  async stop(): Promise<void> {
    this.#stop.abort();
    await this.#hub.clock.advance(0);
    await this.#done;
  }

  /** Ends, and begins again with what the store holds. */
  async restart({
    names = ['ops'],
    rules = TOLD_BY_DEFAULT,
    awayMs = 0,
    over = (sql) => sql,
  }: Setting = {}): Promise<void> {
    await this.stop();
    await this.#hub.clock.advance(awayMs);
    const destinations = names.map((name) => aDestination(name, rules, this.told));
    this.#hub = await reopened(this.#hub, { destinations, store: createHubStore(over(this.#hub.sql)) });
    this.#stop = new AbortController();
    this.#done = this.#hub.hub.run(this.#stop.signal);
    await this.#hub.clock.advance(0);
  }

  /** Time goes by, and these agents report. */
  async pass(ms: number, ...alive: readonly TestSession[]): Promise<void> {
    for (let left = ms; left > 0; left -= BEAT_MS) {
      await this.#hub.clock.advance(Math.min(left, BEAT_MS));
      for (const session of alive) await this.#beat(session);
    }
    await this.#hub.clock.advance(0);
  }

  async #beat(session: TestSession): Promise<void> {
    const { replication } = this.#hub.hub;
    const { kind } = await replication.sync(session.agent.id, await session.report());
    if (kind !== 'ok') throw new Error(`${session.agent.host.name} was answered ${kind}`);
  }

  /** What was told since this was asked last. */
  news(): readonly string[] {
    return this.told.splice(0);
  }
}

function aDestination(name: string, rules: TellRules, told: string[]): Destination {
  const options = z.strictObject({});
  const definition = defineTransport({
    id: 'list',
    options,
    capabilities: { delivery: 'state', confirms: 'delivered', dedup: 'key', batch: 1, maxBytes: 1_000 },
    secrets: () => [],
    open: () => ({
      send: async (notifications) => {
        if (name === 'broken') return { kind: 'gone', code: 'http-404' };
        told.push(...notifications.map((notification) => `${name}: ${lineOf(notification)}`));
        return { kind: 'ok' };
      },
      close: () => Promise.resolve(),
    }),
    fixtures: { options: {}, replies: [] },
  });
  return { name, rules, transport: bindTransport(definition, {}) };
}

/** Names chance has made are not shown. */
function lineOf({ entry, flapping }: Notification): string {
  const subject = entry.subject.replace(/^agent\/\w+\/?/, '');
  const what = flapping === null ? entry.to : `${flapping === 'began' ? 'flaps' : 'is steady'} ${entry.to}`;
  return [entry.host, subject, what].filter((part) => part).join(' ');
}
