import type { EngineEvent } from '../event.ts';

/** Events that wait for a slow reader, at most. */
export const EVENT_QUEUE_LIMIT = 8192;

export type StreamItem =
  | { readonly kind: 'event'; readonly event: EngineEvent }
  /** So many events, or lines that could not be read, are lost at this place: list and inspect. */
  | { readonly kind: 'overflow'; readonly dropped: number };

/** Takes events at any rate and gives them at the reader's. What does not fit is dropped, and said in its place. */
export class EventQueue implements AsyncIterableIterator<StreamItem> {
  readonly #limit: number;
  readonly #close: () => void;
  #items: StreamItem[] = [];
  #next = 0;
  #dropped = 0;
  #ended: { readonly error?: unknown } | undefined;
  #waiting: PromiseWithResolvers<IteratorResult<StreamItem>> | undefined;

  /** `close` is called when the reader leaves. */
  constructor(close: () => void, limit = EVENT_QUEUE_LIMIT) {
    this.#close = close;
    this.#limit = limit;
  }

  push(event: EngineEvent): void {
    if (this.#items.length - this.#next >= this.#limit) this.#dropped += 1;
    else this.#add({ kind: 'event', event });
  }

  /** Lost before they got here. */
  drop(count: number): void {
    this.#dropped += count;
    this.#wake();
  }

  end(ended: { readonly error?: unknown } = {}): void {
    this.#ended ??= ended;
    this.#wake();
  }

  [Symbol.asyncIterator](): this {
    return this;
  }

  async next(): Promise<IteratorResult<StreamItem>> {
    return this.#take() ?? (this.#waiting ??= Promise.withResolvers()).promise;
  }

  async return(): Promise<IteratorResult<StreamItem>> {
    this.#items = [];
    this.#next = 0;
    this.#dropped = 0;
    this.end();
    this.#close();
    return { done: true, value: undefined };
  }

  #add(item: StreamItem): void {
    if (this.#dropped > 0) this.#items.push(this.#gap());
    this.#items.push(item);
    this.#wake();
  }

  #wake(): void {
    const waiting = this.#waiting;
    if (waiting === undefined) return;
    try {
      const result = this.#take();
      if (result === undefined) return;
      waiting.resolve(result);
    } catch (error) {
      waiting.reject(error);
    }
    this.#waiting = undefined;
  }

  #take(): IteratorResult<StreamItem> | undefined {
    const value = this.#shift() ?? (this.#dropped > 0 ? this.#gap() : undefined);
    if (value !== undefined) return { done: false, value };
    if (this.#ended === undefined) return undefined;
    const { error } = this.#ended;
    if ('error' in this.#ended) {
      this.#ended = {};
      throw error;
    }
    return { done: true, value: undefined };
  }

  #shift(): StreamItem | undefined {
    const item = this.#items[this.#next];
    if (item === undefined) return undefined;
    this.#next += 1;
    // Cutting off the read half now and then costs less than shifting each time.
    if (this.#next * 2 >= this.#items.length && this.#next >= 64) {
      this.#items = this.#items.slice(this.#next);
      this.#next = 0;
    }
    if (this.#next === this.#items.length) {
      this.#items = [];
      this.#next = 0;
    }
    return item;
  }

  #gap(): StreamItem {
    const dropped = this.#dropped;
    this.#dropped = 0;
    return { kind: 'overflow', dropped };
  }
}
