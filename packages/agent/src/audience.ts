/** Items that a listener may be behind before it loses some. */
export const LISTENER_LIMIT = 10_000;

/** What is told to many listeners, none of which can hold it up. */
export class Audience<T> {
  readonly #listeners = new Set<Listener<T>>();
  #closed = false;
  #dropped = 0;

  /** Items that some listener was too far behind for. */
  get dropped(): number {
    return this.#dropped;
  }

  tell(item: T): void {
    for (const listener of this.#listeners) if (!listener.push(item)) this.#dropped += 1;
  }

  close(): void {
    this.#closed = true;
    for (const listener of this.#listeners) listener.close();
  }

  /** Everything that is told from now on, until it closes. A listener that is too far behind loses the oldest. */
  listen(): AsyncIterableIterator<T> {
    const listener = new Listener<T>(() => this.#listeners.delete(listener));
    if (this.#closed) listener.close();
    else this.#listeners.add(listener);
    return listener;
  }
}

class Listener<T> implements AsyncIterableIterator<T> {
  readonly #leave: () => void;
  readonly #items: T[] = [];
  #closed = false;
  #turned = Promise.withResolvers<void>();

  constructor(leave: () => void) {
    this.#leave = leave;
  }

  /** `false`: another had to go for it. */
  push(item: T): boolean {
    const isFull = this.#items.length === LISTENER_LIMIT;
    if (isFull) this.#items.shift();
    this.#items.push(item);
    this.#turn();
    return !isFull;
  }

  close(): void {
    this.#closed = true;
    this.#turn();
  }

  async next(): Promise<IteratorResult<T, undefined>> {
    while (this.#items.length === 0 && !this.#closed) await this.#turned.promise;
    for (const value of this.#items.splice(0, 1)) return { done: false, value };
    return { done: true, value: undefined };
  }

  return(): Promise<IteratorResult<T, undefined>> {
    this.#items.length = 0;
    this.close();
    this.#leave();
    return Promise.resolve({ done: true, value: undefined });
  }

  [Symbol.asyncIterator](): AsyncIterableIterator<T> {
    return this;
  }

  #turn(): void {
    this.#turned.resolve();
    this.#turned = Promise.withResolvers();
  }
}
