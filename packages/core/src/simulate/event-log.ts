import type { SimulatedEvent } from './event.ts';
import type { Instant } from './instant.ts';

/** Source: moby `eventsLimit` and `bufferSize` in `daemon/events/events.go`. */
export const EVENTS_KEPT = 256;
export const SUBSCRIBER_BACKLOG = 1024;

export type Subscriber = (event: SimulatedEvent) => void;

/** The engine's memory of what happened: the last {@link EVENTS_KEPT} events, and those who listen. */
export class EventLog {
  readonly #kept: SimulatedEvent[] = [];
  readonly #subscribers = new Set<Subscriber>();

  publish(event: SimulatedEvent): void {
    this.#kept.push(event);
    if (this.#kept.length > EVENTS_KEPT) this.#kept.shift();
    for (const subscriber of this.#subscribers) subscriber(event);
  }

  /** Both bounds are inclusive. */
  between(since: Instant | null, until: Instant | null): readonly SimulatedEvent[] {
    return this.#kept.filter(({ at }) => (since === null || at >= since) && (until === null || at <= until));
  }

  subscribe(subscriber: Subscriber): () => void {
    this.#subscribers.add(subscriber);
    return () => this.#subscribers.delete(subscriber);
  }

  get subscribers(): number {
    return this.#subscribers.size;
  }
}
