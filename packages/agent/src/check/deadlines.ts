interface Deadline {
  readonly key: string;
  readonly at: number;
  /** Of two for the same time the one set first comes first. */
  readonly turn: number;
}

/** When each of many things is due: a binary heap in which a key has one place, so that nothing outdated is ever in it. */
export class Deadlines {
  readonly #heap: Deadline[] = [];
  readonly #places = new Map<string, number>();
  #turns = 0;

  get size(): number {
    return this.#heap.length;
  }

  /** The time of the first; `null`: there is none. */
  get next(): number | null {
    return this.#heap[0]?.at ?? null;
  }

  /** Replaces what was set for the key. */
  set(key: string, at: number): void {
    if (this.#at(key) === at) return;
    this.delete(key);
    this.#rise({ key, at, turn: this.#turns++ }, this.#heap.length);
  }

  delete(key: string): void {
    const place = this.#places.get(key);
    const last = this.#heap.at(-1);
    if (place === undefined || !last) return;
    this.#heap.pop();
    this.#places.delete(key);
    if (last.key === key) return;
    this.#rise(last, place);
    this.#sink(last, this.#places.get(last.key) ?? place);
  }

  /** Takes out all that are due, the earliest first. */
  take(now: number): readonly string[] {
    const due: string[] = [];
    for (let first = this.#heap[0]; first && first.at <= now; first = this.#heap[0]) {
      due.push(first.key);
      this.delete(first.key);
    }
    return due;
  }

  #at(key: string): number | undefined {
    const place = this.#places.get(key);
    return place === undefined ? undefined : this.#heap[place]?.at;
  }

  #rise(deadline: Deadline, from: number): void {
    let place = from;
    while (place > 0) {
      const above = (place - 1) >> 1;
      const parent = this.#heap[above];
      if (!parent || !isBefore(deadline, parent)) break;
      this.#put(parent, place);
      place = above;
    }
    this.#put(deadline, place);
  }

  #sink(deadline: Deadline, from: number): void {
    let place = from;
    for (;;) {
      const [left, right] = [this.#heap[2 * place + 1], this.#heap[2 * place + 2]];
      const child = left && right && isBefore(right, left) ? right : left;
      if (!child || !isBefore(child, deadline)) break;
      const below = child === left ? 2 * place + 1 : 2 * place + 2;
      this.#put(child, place);
      place = below;
    }
    this.#put(deadline, place);
  }

  #put(deadline: Deadline, place: number): void {
    this.#heap[place] = deadline;
    this.#places.set(deadline.key, place);
  }
}

function isBefore(a: Deadline, b: Deadline): boolean {
  return a.at < b.at || (a.at === b.at && a.turn < b.turn);
}
