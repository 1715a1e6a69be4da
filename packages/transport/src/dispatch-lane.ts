import {
  type Breaker,
  backoffMs,
  CLOSED,
  type Clock,
  type DestinationState,
  type Hash,
  type Http,
  type Log,
  newFeed,
  type Outbox,
  type Outcome,
  type Random,
  type Signal,
} from '@hale/core';
import { type Attempted, type AttemptOptions, attempt } from './attempt.ts';
import type { Destination } from './destination.ts';
import { maskSecrets } from './mask-secrets.ts';
import { type Notification, type Sender, withOutput } from './notification.ts';

/** Entries of the journal that are read at once. */
export const JOURNAL_PAGE = 500;

/** What the dispatch of every destination works with. */
export interface DispatchPorts {
  readonly outbox: Outbox;
  readonly http: Http;
  readonly clock: Clock;
  readonly random: Random;
  readonly hash: Hash;
  readonly sender: Sender;
  /** Whether a probe's output may leave this machine, its secrets masked. Default true. */
  readonly output?: boolean;
  readonly log?: Log;
  /** A destination is not tried any more, until somebody mends it. Not called again for one that was found so at the start. */
  readonly onDisabled?: (destination: string, code: string) => void;
  readonly onEnabled?: (destination: string) => void;
}

export interface DestinationView {
  readonly name: string;
  /** Its kind. */
  readonly transport: string;
  /** As last read; `null`: not yet. */
  readonly breaker: Breaker | null;
  readonly lastOutcome: {
    readonly kind: Outcome['kind'];
    readonly code: string | null;
    readonly at: number;
  } | null;
  /** When it is looked after next, epoch milliseconds; `null`: nothing waits. */
  readonly nextAt: number | null;
  /** Since the process began. */
  readonly counts: DispatchCounts;
}

export interface DispatchCounts {
  /** Messages that were taken. */
  readonly sent: number;
  /** Attempts that came to anything else. */
  readonly failed: number;
  /** Changes that were given up. */
  readonly dead: number;
}

/** How far one pass may go. */
export interface PassLimits {
  /** Whether messages wait for each other, so that many changes become one. */
  readonly gathers: boolean;
  /** Gives up what is under way. */
  readonly signal?: Signal | undefined;
  readonly timeoutMs?: number | undefined;
}

/** One destination: what is remembered of it, and what came of telling it. */
export class DispatchLane {
  readonly destination: Destination;
  readonly ports: DispatchPorts;
  nextAt: number | null = null;
  #options: string | null = null;
  #breaker: Breaker | null = null;
  #lastOutcome: DestinationView['lastOutcome'] = null;
  #sent = 0;
  #failed = 0;
  #dead = 0;

  constructor(destination: Destination, ports: DispatchPorts) {
    this.destination = destination;
    this.ports = ports;
  }

  get view(): DestinationView {
    const { name, transport } = this.destination;
    return {
      name,
      transport: transport.id,
      breaker: this.#breaker,
      lastOutcome: this.#lastOutcome,
      nextAt: this.nextAt,
      counts: { sent: this.#sent, failed: this.#failed, dead: this.#dead },
    };
  }

  /** As it is stored. One that is new, or has other options than before, begins afresh. */
  async state(): Promise<DestinationState> {
    const { outbox, hash } = this.ports;
    const { name, transport } = this.destination;
    this.#options ??= await hash(transport.options);
    for (;;) {
      const stored = await this.#stored();
      if (stored) this.note(stored);
      const fed = transport.capabilities.delivery === 'event';
      if (stored?.options === this.#options && (stored.feed !== null) === fed) return stored;
      const feed = fed ? (stored?.feed ?? newFeed(await this.#end())) : null;
      const { pace = null, version = 0 } = stored ?? {};
      await outbox.save({
        destinations: [{ name, breaker: CLOSED, pace, feed, options: this.#options, version }],
      });
    }
  }

  /** Sees what has become of it, by this process or another. */
  note({ name, breaker }: DestinationState): void {
    const before = this.#breaker;
    this.#breaker = breaker;
    if (before === null || before.disabled === breaker.disabled) return;
    const { log, onDisabled, onEnabled } = this.ports;
    if (breaker.disabled === null) {
      log?.info('destination is tried again', { destination: name });
      onEnabled?.(name);
    } else {
      log?.error('destination is not tried any more', { destination: name, code: breaker.disabled });
      onDisabled?.(name, breaker.disabled);
    }
  }

  async attempt(
    notifications: readonly Notification[],
    how: Pick<AttemptOptions, 'tier' | 'receipt' | 'signal' | 'timeoutMs'>,
  ): Promise<Attempted> {
    const { http, clock, sender, output = true } = this.ports;
    const told = notifications.map((each) => withOutput(each, output ? maskSecrets : () => null));
    return attempt(this.destination.transport, told, { ...how, http, clock, sender });
  }

  /** Counts what came of one, once it is stored. */
  settled(outcome: Outcome, dead: number): void {
    const code = outcome.kind === 'ok' ? null : outcome.code;
    this.#lastOutcome = { kind: outcome.kind, code, at: this.ports.clock.now() };
    this.#dead += dead;
    if (outcome.kind === 'ok') this.#sent += 1;
    else this.#failed += 1;
    const fields = { destination: this.destination.name, outcome: outcome.kind, code, dead };
    if (outcome.kind === 'ok') this.ports.log?.debug('told', fields);
    else this.ports.log?.warn('not told', fields);
  }

  backoffMs(attempts: number): number {
    return backoffMs(attempts, this.ports.random);
  }

  async #stored(): Promise<DestinationState | undefined> {
    const states = await this.ports.outbox.destinations();
    return states.find(({ name }) => name === this.destination.name);
  }

  /** The end of the journal: what happened before a destination was configured is not news to it. */
  async #end(): Promise<number> {
    let position = 0;
    for (;;) {
      const entries = await this.ports.outbox.entriesAfter(position, JOURNAL_PAGE);
      const last = entries.at(-1);
      if (last === undefined) return position;
      ({ position } = last);
    }
  }
}
