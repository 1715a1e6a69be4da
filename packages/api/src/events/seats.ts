/** Streams that are followed at once. */
export const MAX_LISTENERS = 100;
/** One that has not taken what was ready for so long gives its place to one that comes. */
export const STALLED_MS = 60_000;

/** One place among those who follow. */
export interface Seat {
  /** It asks for the next piece, and waits. */
  asks(): void;
  /** A piece is ready for it. */
  served(): void;
  leave(): void;
}

/** Bounds those who follow. Times are monotonic. */
export class EventSeats {
  readonly #now: () => number;
  /** Since when each has something to take; `null`: it waits. */
  readonly #seats = new Map<() => void, number | null>();

  constructor(now: () => number) {
    this.#now = now;
  }

  /** `end` is called if somebody else gets the seat. `null`: all are taken. */
  take(end: () => void): Seat | null {
    if (this.#seats.size >= MAX_LISTENERS && !this.#dismiss()) return null;
    this.#seats.set(end, this.#now());
    const mark = (since: number | null): void => {
      if (this.#seats.has(end)) this.#seats.set(end, since);
    };
    return {
      asks: () => mark(null),
      served: () => mark(this.#now()),
      leave: () => void this.#seats.delete(end),
    };
  }

  /** Ends the one that has not taken anything for the longest, if that is too long. */
  #dismiss(): boolean {
    const [stalled] = [...this.#seats]
      .flatMap(([end, since]) => (since === null ? [] : [{ end, since }]))
      .toSorted((a, b) => a.since - b.since);
    if (stalled === undefined || this.#now() - stalled.since < STALLED_MS) return false;
    this.#seats.delete(stalled.end);
    stalled.end();
    return true;
  }
}
