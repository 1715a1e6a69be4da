import { CLOSED, type Clock, newFeed } from '@hale/core';
import type { AgentStore } from '@hale/store';
import * as z from 'zod';

/** Named like no destination can be. */
export const CURSOR = '@hub';
/** So often the cursor is written at most, but for the end. */
export const CURSOR_MS = 10_000;

/** What the row has in place of a destination's options. */
const written = z.object({ hub: z.string(), epoch: z.string(), seq: z.int() });

/** Up to where a hub has a journal. */
export interface Confirmed {
  readonly epoch: string;
  readonly seq: number;
}

/**
 * How far a hub has read the journal, as a row that holds back the pruning of what it has yet to read. What it has of an epoch is
 * asked of itself: this only tells, after a restart, what was lost on the way.
 */
export class Cursor {
  readonly #store: Pick<AgentStore, 'destinations' | 'save' | 'chain'>;
  readonly #clock: Clock;
  readonly #hub: string;
  #unsaved: Confirmed | null = null;
  #savedAt: number | null = null;

  /** `hub`: what tells one hub from another; no secret. */
  constructor(store: Pick<AgentStore, 'destinations' | 'save' | 'chain'>, clock: Clock, hub: string) {
    this.#store = store;
    this.#clock = clock;
    this.#hub = hub;
  }

  /** `null`: the hub has never confirmed anything. */
  async read(): Promise<Confirmed | null> {
    const row = await this.#row();
    return row === undefined ? null : this.#confirmed(row.options);
  }

  confirm(place: Confirmed): void {
    this.#unsaved = place;
  }

  async saveWhenDue(): Promise<void> {
    const now = this.#clock.monotonic();
    if (this.#savedAt === null || now >= this.#savedAt + CURSOR_MS) await this.save();
  }

  async save(): Promise<void> {
    const place = this.#unsaved;
    if (place === null) return;
    const row = await this.#row();
    const [next] = await this.#store.chain(place.epoch, place.seq, 1);
    const [last] = place.seq === 0 ? [] : await this.#store.chain(place.epoch, place.seq - 1, 1);
    const position = next ? next.position - 1 : (last?.position ?? row?.feed?.position ?? 0);
    const saved = await this.#store.save({
      destinations: [
        {
          name: CURSOR,
          breaker: CLOSED,
          pace: null,
          feed: newFeed(position),
          options: JSON.stringify({ hub: this.#hub, epoch: place.epoch, seq: place.seq }),
          version: row?.version ?? 0,
        },
      ],
    });
    if (!saved) return;
    this.#savedAt = this.#clock.monotonic();
    if (this.#unsaved === place) this.#unsaved = null;
  }

  async #row() {
    return (await this.#store.destinations()).find(({ name }) => name === CURSOR);
  }

  #confirmed(options: string): Confirmed | null {
    const { hub, ...place } = written.parse(JSON.parse(options));
    return hub === this.#hub ? place : null;
  }
}
