import { type Delivery, type JournalEntry, type NewsFor, planNews, silencedAt } from '@hale/core';
import type { HubStore } from '@hale/store/hub';
import type { Destination } from '@hale/transport';

/** What a commit has to write so that everybody will be told. */
export interface Telling {
  /** The version of the silences that it goes by. */
  readonly silences: number;
  readonly deliveries: readonly Delivery[];
  readonly settled: readonly Delivery[];
}

/** Entries in order, in the words of the fleet. */
export interface Tidings {
  readonly news: readonly JournalEntry[];
  /** Only for destinations that know nothing of its subject. */
  readonly missed: readonly JournalEntry[];
}

/** Plans what each destination should know. One that takes every transition reads the journal itself. */
export class Teller {
  readonly #store: Pick<HubStore, 'silences' | 'deliveries'>;
  readonly #destinations: readonly NewsFor[];

  constructor(store: Pick<HubStore, 'silences' | 'deliveries'>, destinations: readonly Destination[]) {
    this.#store = store;
    this.#destinations = destinations.filter(({ transport }) => transport.capabilities.delivery === 'state');
  }

  /** `flapping`: subjects that go up and down by turns. `now`: epoch milliseconds of the hub. */
  async plan({ news, missed }: Tidings, flapping: ReadonlySet<string>, now: number): Promise<Telling> {
    const { version, all } = await this.#store.silences();
    const held = (subject: string) => ({
      silenced: silencedAt(all, subject, now),
      flapping: flapping.has(subject),
    });
    const subjects = [...new Set([...missed, ...news].map(({ subject }) => subject))];
    const deliveries: Delivery[] = [];
    const settled: Delivery[] = [];
    for (const destination of this.#destinations) {
      const rows = await this.#store.deliveries(destination.name, subjects);
      const known = new Set(rows.map(({ subject }) => subject));
      const entries = [...missed.filter(({ subject }) => !known.has(subject)), ...news];
      const planned = planNews(entries, rows, destination, held, now);
      deliveries.push(...planned.deliveries);
      settled.push(...planned.settled);
    }
    return { silences: version, deliveries, settled };
  }
}
