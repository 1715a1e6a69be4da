import type { EngineEvent } from '../event.ts';

/** Events remembered to tell a replay from news. An engine replays 256 at most. */
export const RECENT_EVENT_LIMIT = 2048;

/** Knows the latest events again when an engine replays them. */
export class RecentEvents {
  readonly #limit: number;
  readonly #keys = new Set<string>();
  #latestNanos: bigint | null = null;

  constructor(limit = RECENT_EVENT_LIMIT) {
    this.#limit = limit;
  }

  /** The latest time of any event so far, in the engine's clock. */
  get latestNanos(): bigint | null {
    return this.#latestNanos;
  }

  /** Whether it is news. From then on it is not. */
  add(event: EngineEvent): boolean {
    const key = keyOf(event);
    if (this.#keys.has(key)) return false;
    this.#keys.add(key);
    if (this.#keys.size > this.#limit) {
      for (const oldest of this.#keys) {
        this.#keys.delete(oldest);
        break;
      }
    }
    const nanos = BigInt(event.timeNano);
    if (this.#latestNanos === null || nanos > this.#latestNanos) this.#latestNanos = nanos;
    return true;
  }
}

/** Two events may share their nanosecond, but not their container and all that they say of it. */
function keyOf({ timeNano, id, action, name, exitCode, signal, health }: EngineEvent): string {
  return `${timeNano} ${id} ${action} ${exitCode ?? signal ?? health ?? name}`;
}
