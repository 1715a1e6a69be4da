/** Agents that are asked for a snapshot at once: after a restart all of them may need one. */
export const SNAPSHOT_SLOTS = 50;
/** Whoever has not sent it by then gives its place to another. */
export const SNAPSHOT_WITHIN_MS = 30_000;

/** Paces what is asked of agents. Times are monotonic. */
export class SnapshotSlots {
  readonly #now: () => number;
  readonly #taken = new Map<string, number>();

  constructor(now: () => number) {
    this.#now = now;
  }

  /** Whether an agent may be asked now. */
  take(agent: string): boolean {
    const now = this.#now();
    for (const [other, until] of this.#taken) if (until <= now) this.#taken.delete(other);
    if (!this.#taken.has(agent) && this.#taken.size >= SNAPSHOT_SLOTS) return false;
    this.#taken.set(agent, now + SNAPSHOT_WITHIN_MS);
    return true;
  }

  leave(agent: string): void {
    this.#taken.delete(agent);
  }
}
