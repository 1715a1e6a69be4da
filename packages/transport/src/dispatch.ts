import { type Clock, HaleError, type Outcome, type Signal } from '@hale/core';
import { ATTEMPT_TIMEOUT_MS } from './attempt.ts';
import type { Destination } from './destination.ts';
import { type DestinationView, DispatchLane, type DispatchPorts, type PassLimits } from './dispatch-lane.ts';
import { DispatchRest } from './dispatch-rest.ts';
import { inherit } from './inherit.ts';
import type { Notification } from './notification.ts';
import { passDeliveries } from './pass-deliveries.ts';
import { passFeed } from './pass-feed.ts';
import { redact } from './redact.ts';

/** How long what is under way may take to end once the dispatch is to end. */
export const FLUSH_MS = 5_000;
/** What another process has written is seen after so long. */
export const LOOK_MS = 5_000;
/** What is shown of a reply, in characters. */
export const SHOWN_REPLY = 500;

export interface DispatchOptions extends DispatchPorts {
  /** Their names are unique. */
  readonly destinations: readonly Destination[];
}

export interface PassOptions {
  /** Begins nothing new, and gives up what is under way. */
  readonly signal?: Signal;
  /** Begins nothing new after so many milliseconds, and gives up what is under way. */
  readonly deadlineMs?: number;
}

/** Of all destinations together. */
export interface PassReport {
  readonly sent: number;
  readonly failed: number;
  readonly dead: number;
  /** When the next is due, epoch milliseconds; `null`: nothing waits. */
  readonly nextAt: number | null;
}

/** What the receiver made of a message. */
export interface Sent {
  readonly outcome: Outcome;
  /** The beginning of what it said, without secrets; `null`: it said nothing. */
  readonly reply: { readonly status: number; readonly text: string } | null;
}

/** Drains the outbox: each destination in its own time, so that one that hangs delays no other. */
export class Dispatch {
  readonly #lanes: readonly DispatchLane[];
  readonly #rests: ReadonlyMap<DispatchLane, DispatchRest>;
  readonly #clock: Clock;
  readonly #ports: DispatchPorts;

  constructor({ destinations, ...ports }: DispatchOptions) {
    this.#ports = ports;
    this.#clock = ports.clock;
    this.#lanes = destinations.map((destination) => new DispatchLane(destination, ports));
    this.#rests = new Map(this.#lanes.map((lane) => [lane, new DispatchRest(ports.clock)]));
  }

  get view(): readonly DestinationView[] {
    return this.#lanes.map((lane) => lane.view);
  }

  /**
   * Makes each destination known to the outbox. One that takes every transition begins at the end of the journal as it is then, so
   * call it before the first commit. `alone`: nobody else drains this outbox, so what is under way there belongs to a process that has
   * died, and need not be waited for.
   */
  async prepare({ alone = false }: { readonly alone?: boolean } = {}): Promise<void> {
    await Promise.all(this.#lanes.map((lane) => (alone ? inherit(lane) : lane.state())));
  }

  /** Something was committed: looks at once. */
  wake(): void {
    for (const rest of this.#rests.values()) rest.wake();
  }

  /** Until aborted. What is under way then has {@link FLUSH_MS} to end, and is settled. */
  async run(signal: Signal): Promise<void> {
    const cut = new AbortController();
    const done = new AbortController();
    const end = (): void => {
      this.wake();
      const at = this.#clock.monotonic() + FLUSH_MS;
      this.#clock.sleepUntil(at, done.signal).then(
        () => cut.abort(),
        () => undefined,
      );
    };
    if (signal.aborted) return;
    signal.addEventListener('abort', end, { once: true });
    try {
      await Promise.all(this.#lanes.map((lane) => this.#loop(lane, signal, cut.signal)));
    } finally {
      signal.removeEventListener('abort', end);
      done.abort();
    }
  }

  /** Everything that is due now, without waiting for more: for those who cannot stay. */
  async pass({ signal, deadlineMs = Number.POSITIVE_INFINITY }: PassOptions = {}): Promise<PassReport> {
    const until = this.#clock.monotonic() + deadlineMs;
    const before = this.#totals();
    await Promise.all(this.#lanes.map((lane) => this.#drain(lane, signal, until)));
    const after = this.#totals();
    const times = this.#lanes.map(({ nextAt }) => nextAt).filter((at) => at !== null);
    return {
      sent: after.sent - before.sent,
      failed: after.failed - before.failed,
      dead: after.dead - before.dead,
      nextAt: times.length === 0 ? null : Math.min(...times),
    };
  }

  /**
   * Straight to the receiver, past the outbox: nothing is remembered of it.
   *
   * @throws HaleError `bad-input` where no destination has that name
   */
  async send(destination: string, notification: Notification, signal?: Signal): Promise<Sent> {
    const lane = this.#lanes.find((candidate) => candidate.destination.name === destination);
    if (lane === undefined)
      throw new HaleError('bad-input', `there is no destination ${JSON.stringify(destination)}`, {
        path: 'destination',
        hint: `There are: ${this.#lanes.map((known) => known.destination.name).join(', ') || 'none'}.`,
      });
    const { outcome, reply } = await lane.attempt([notification], { tier: 0, receipt: null, signal });
    const { secrets } = lane.destination.transport;
    const shown = reply && {
      status: reply.status,
      text: redact(reply.text, secrets).slice(0, SHOWN_REPLY),
    };
    return { outcome, reply: shown };
  }

  async #loop(lane: DispatchLane, signal: Signal, cut: Signal): Promise<void> {
    while (!signal.aborted) {
      const next = await this.#look(lane, { gathers: true, signal: cut });
      const soon = this.#clock.now() + LOOK_MS;
      if (!signal.aborted) await this.#rests.get(lane)?.until(Math.min(next ?? soon, soon));
    }
  }

  async #drain(lane: DispatchLane, signal: Signal | undefined, until: number): Promise<void> {
    for (;;) {
      const leftMs = until - this.#clock.monotonic();
      if (signal?.aborted || leftMs <= 0) return;
      const timeoutMs = Math.min(leftMs, ATTEMPT_TIMEOUT_MS);
      const next = await this.#look(lane, { gathers: false, signal, timeoutMs });
      if (next === null || next > this.#clock.now()) return;
    }
  }

  /** One pass; the store's own trouble is tried again a little later. */
  async #look(lane: DispatchLane, limits: PassLimits): Promise<number | null> {
    const { delivery } = lane.destination.transport.capabilities;
    try {
      lane.nextAt = await (delivery === 'event' ? passFeed : passDeliveries)(lane, limits);
    } catch (error) {
      const { name } = lane.destination;
      this.#ports.log?.error('the outbox fails', { destination: name, error: String(error) });
      lane.nextAt = this.#clock.now() + LOOK_MS;
    }
    return lane.nextAt;
  }

  #totals(): { readonly sent: number; readonly failed: number; readonly dead: number } {
    const counts = this.#lanes.map(({ view }) => view.counts);
    const sum = (of: 'sent' | 'failed' | 'dead'): number =>
      counts.reduce((total, count) => total + count[of], 0);
    return { sent: sum('sent'), failed: sum('failed'), dead: sum('dead') };
  }
}
