import { createHash } from 'node:crypto';
import type { Clock, Hash, Http } from '@hale/core';
import { createHubApp, Hub } from '@hale/hub';
import { migrate } from '@hale/store';
import { createHubStore, HUB_MIGRATIONS } from '@hale/store/hub';
import type { Chance } from './chance.ts';
import type { Disk } from './disk.ts';
import { Life } from './life.ts';
import { DESTINATIONS } from './receiver.ts';

/** Done before anything else is: a simulated clock does not wait for a thread. */
export const instantHash: Hash = (text) => Promise.resolve(createHash('sha256').update(text).digest('hex'));

export interface HubNodeOptions {
  readonly clock: Clock;
  readonly chance: Chance;
  /** To the receivers. */
  readonly internet: Http;
  readonly disk: Disk;
  /** Whether the process dies around a batch. */
  readonly mishap: () => 'before' | 'after' | null;
  /** It has died. */
  readonly died: () => void;
}

/** The hub's machine: a disk, and one process after the other. */
export class HubNode {
  readonly disk: Disk;
  wallOffsetMs = 0;
  starts = 0;
  readonly #options: HubNodeOptions;
  #running: {
    readonly life: Life;
    readonly hub: Hub;
    readonly fetch: (request: Request) => Promise<Response>;
  } | null = null;

  constructor(options: HubNodeOptions) {
    this.#options = options;
    this.disk = options.disk;
  }

  get hub(): Hub | null {
    return this.#running?.hub ?? null;
  }

  async start(): Promise<void> {
    const { clock, chance, internet, mishap } = this.#options;
    const life = new Life();
    this.starts += 1;
    const sql = this.disk.open(
      life,
      () => (this.#running?.life === life ? mishap() : null),
      () => this.kill(),
    );
    await migrate(sql, HUB_MIGRATIONS);
    const own = life.clock(clock, () => this.wallOffsetMs);
    const { hub } = await Hub.open({
      store: createHubStore(sql),
      internet: life.http(internet),
      clock: own,
      random: chance.random,
      hash: instantHash,
      secret: () => secretOf(chance),
      sender: { host: 'hub', version: '0.0.0' },
      destinations: DESTINATIONS,
    });
    const app = createHubApp(hub, { gunzip: () => Promise.reject(new Error('nothing is compressed here')) });
    this.#running = { life, hub, fetch: async (request) => life.ask(() => app.fetch(request)) };
    void life.ask(() => hub.run(new AbortController().signal));
  }

  /** As by `kill -9`, and with the power if the disk lies. */
  kill(): void {
    if (this.#running === null) return;
    this.#running.life.kill();
    this.#running = null;
    this.disk.cutPower();
    this.#options.died();
  }

  readonly server = (request: Request): Promise<Response> | null => this.#running?.fetch(request) ?? null;
}

function secretOf(chance: Chance): string {
  const bytes = Uint8Array.from({ length: 32 }, () => chance.between(0, 255));
  return Buffer.from(bytes).toString('base64url');
}
