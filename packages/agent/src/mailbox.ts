/** Many put, one takes, in the order of putting. Its size is what its senders together may have under way. */
export class Mailbox<T> {
  readonly #items: T[] = [];
  #waiting: ((item: T) => void) | null = null;

  put(item: T): void {
    const waiting = this.#waiting;
    this.#waiting = null;
    if (waiting) waiting(item);
    else this.#items.push(item);
  }

  take(): Promise<T> {
    return new Promise((resolve) => {
      const item = this.#items.shift();
      if (item === undefined) this.#waiting = resolve;
      else resolve(item);
    });
  }
}
