import { CONDITIONS, type Condition, type Transition } from '@hale/core';

/** What is known of a journal without reading it: that it grows, how it has grown, and that it will no more. */
export interface JournalNews {
  /** How often each condition was entered, since the process began. */
  readonly entered: ReadonlyMap<Condition, number>;
  readonly ended: boolean;
  /** Has it called whenever the journal has grown, and at the end. What is returned ends that. */
  listen(call: () => void): () => void;
}

/** A reader is only called: what it has yet to read waits on disk, however slow it is. */
export class NewsCaller implements JournalNews {
  readonly #entered = new Map<Condition, number>(CONDITIONS.map((to) => [to, 0]));
  readonly #readers = new Set<() => void>();
  #ended = false;

  get entered(): ReadonlyMap<Condition, number> {
    return this.#entered;
  }

  get ended(): boolean {
    return this.#ended;
  }

  listen(call: () => void): () => void {
    this.#readers.add(call);
    return () => this.#readers.delete(call);
  }

  grown(entries: readonly Transition[]): void {
    for (const { to } of entries) this.#entered.set(to, (this.#entered.get(to) ?? 0) + 1);
    if (entries.length > 0) this.#call();
  }

  end(): void {
    this.#ended = true;
    this.#call();
  }

  #call(): void {
    for (const call of this.#readers) call();
  }
}
