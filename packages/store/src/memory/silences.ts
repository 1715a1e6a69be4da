import type { Delivery, Silence } from '@hale/core';
import { covers } from '@hale/core';
import type { SilenceChange, Silences } from '../records.ts';
import { SLICE_ROWS } from '../retention.ts';

export class MemorySilences {
  #version: number;
  readonly #all: Map<string, Silence>;

  constructor({ version, all }: Silences) {
    this.#version = version;
    this.#all = new Map(all.map((silence) => [silence.subject, silence]));
  }

  stands(version: number): boolean {
    return this.#version === version;
  }

  /** `rows`: all there are of any subject; one that was planned meanwhile would be told. */
  mayChange(change: SilenceChange, rows: readonly Delivery[]): boolean {
    const own = rows.filter(({ subject }) => covers(change, subject)).length;
    return this.stands(change.version) && own === change.deliveries.length + change.settled.length;
  }

  change({ subject, silence }: SilenceChange): void {
    if (silence) this.#all.set(subject, silence);
    else this.#all.delete(subject);
    this.#version += 1;
  }

  list(): Silences {
    const all = [...this.#all.values()].toSorted((a, b) => (a.subject < b.subject ? -1 : 1));
    return { version: this.#version, all };
  }

  prune(now: number): number {
    const over = [...this.#all.values()].filter(({ until }) => until <= now).slice(0, SLICE_ROWS);
    for (const { subject } of over) this.#all.delete(subject);
    return over.length;
  }
}
