import type { HubBatch } from '@hale/store/hub';
import type { Reply } from './reply.ts';

export type MessageKind = 'enrol' | 'hello' | 'sync' | 'snapshot' | 'bye';

/** What came of a message. */
export type Outcome =
  | Reply<unknown>['kind']
  /** Its sender has sent too many. */
  | 'limited'
  /** It is not what was expected. */
  | 'unreadable'
  /** The hub could not write, or has failed. */
  | 'failed';

/** What agents have sent, and what came of it: of this process. */
export class Counts {
  readonly #messages = new Map<MessageKind, Map<Outcome, number>>();
  #received = 0;
  #rejected = 0;
  #rejectedAt: number | null = null;
  #gaps = 0;

  get messages(): ReadonlyMap<MessageKind, ReadonlyMap<Outcome, number>> {
    return this.#messages;
  }

  /** Entries that were written. */
  get received(): number {
    return this.#received;
  }

  /** Entries that could not be understood, and are kept apart. */
  get rejected(): number {
    return this.#rejected;
  }

  /** When one could not be understood last, epoch milliseconds; `null`: never. */
  get rejectedAt(): number | null {
    return this.#rejectedAt;
  }

  /** Parts of journals that were declared lost. */
  get gaps(): number {
    return this.#gaps;
  }

  answered(kind: MessageKind, outcome: Outcome): void {
    const outcomes = this.#messages.get(kind) ?? new Map<Outcome, number>();
    this.#messages.set(kind, outcomes.set(outcome, (outcomes.get(outcome) ?? 0) + 1));
  }

  written({ received = [], rejected = [], gaps = [] }: HubBatch): void {
    this.#received += received.length;
    this.#rejected += rejected.length;
    this.#rejectedAt = rejected.at(-1)?.at ?? this.#rejectedAt;
    this.#gaps += gaps.length;
  }
}
