import type { Condition } from '../../condition.ts';
import { type Flapping, LOOKS, lookAgain, STEADY } from '../../flapping.ts';
import type { JournalEntry } from '../../journal/entry.ts';
import { NOON } from '../../testing/container.ts';
import { anEntry } from '../../testing/entry.ts';
import { claim, lapse, settle } from '../attempt.ts';
import type { Delivery, Failure } from '../delivery.ts';
import type { Outcome } from '../outcome.ts';
import { isIdle, plan, tellsFlapping } from '../plan.ts';
import { hush, type Silence, type Silenced, silencedAt } from '../silence.ts';
import type { TellRules } from '../tell.ts';

/** What a receiver is told. */
export interface Message {
  readonly entry: JournalEntry;
  /** It tells not the change but that the subject flaps. */
  readonly notice: boolean;
  /** Whether it did. */
  readonly flaps: boolean;
  readonly ends: Failure | null;
  readonly unknown: boolean;
  readonly at: number;
  readonly silenced: boolean;
}

/** When a message reaches the receiver: as it is sent, as its attempt ends, or not at all. */
export type Arrival = 'now' | 'late' | 'never';

export type Move =
  | { readonly do: 'change'; readonly to: Condition }
  | { readonly do: 'wait'; readonly ms: number }
  /** So often the subject is looked at, and is as it was. */
  | { readonly do: 'look'; readonly times: number }
  | { readonly do: 'send'; readonly arrives: Arrival }
  | { readonly do: 'end'; readonly how: Ending }
  /** For so long from now; 0 ends one. */
  | { readonly do: 'silence'; readonly ms: number };

export type Ending = Outcome['kind'] | 'crash';

/** Of every entry here. */
const SUBJECT = 'container/web';

/** The rules under test, or a mutant of them. */
export interface Rules {
  readonly settle: typeof settle;
  readonly lapse: typeof lapse;
}

/** One subject, one destination, and a receiver that applies whatever arrives, in the order of arrival. */
export class Play {
  now = NOON;
  row: Delivery | null = null;
  truth: JournalEntry | null = null;
  /** Every change of the subject. */
  readonly history: JournalEntry[] = [];
  readonly sent: Message[] = [];
  readonly received: Message[] = [];
  /** Those that are over as well, as they were in the end. */
  readonly silences: Silenced[] = [];
  #flapping: Flapping = STEADY;
  #silence: Silence | null = null;
  #flight: { readonly claimed: Delivery; readonly message: Message; readonly arrives: Arrival } | null = null;
  readonly #tell: TellRules;
  readonly #rules: Rules;

  constructor(tell: TellRules, rules: Rules = { settle, lapse }) {
    this.#tell = tell;
    this.#rules = rules;
  }

  get flapping(): boolean {
    return this.#flapping.flapping;
  }

  make(move: Move): void {
    switch (move.do) {
      case 'change':
        return this.change(move.to);
      case 'wait':
        this.now += move.ms;
        return;
      case 'look':
        for (let n = 0; n < move.times; n += 1) this.look();
        return;
      case 'send':
        return this.send(move.arrives);
      case 'end':
        return this.end(move.how);
      case 'silence':
        return this.silence(move.ms);
    }
  }

  /** As whoever silences does: the rows that are there go along. */
  silence(ms: number): void {
    const before = this.#silenced();
    if (before === null && ms === 0) return;
    if (before !== null) this.silences.pop();
    const since = before?.since ?? this.now;
    const until = this.now + ms;
    this.silences.push({ since, until });
    this.#silence = { subject: SUBJECT, since, until, by: 'me', reason: null };
    if (this.row !== null) this.#store(hush(this.row, this.#silenced(), this.#tell, this.now));
  }

  #silenced(): Silenced | null {
    return silencedAt(this.#silence ? [this.#silence] : [], SUBJECT, this.now);
  }

  change(to: Condition): void {
    if (this.truth?.to === to) return;
    const entry = anEntry(to, {
      subject: SUBJECT,
      seq: this.history.length + 1,
      at: this.now,
      from: this.truth?.to ?? null,
    });
    this.truth = entry;
    this.history.push(entry);
    this.#flapping = lookAgain(this.#flapping, to);
    this.#plan(entry);
  }

  /** As a minute's round does: that it has become steady is planned like a change. */
  look(): void {
    if (this.truth === null) return;
    const before = this.#flapping;
    this.#flapping = lookAgain(before, this.truth.to);
    if (before.flapping !== this.#flapping.flapping) this.#plan(this.truth);
  }

  #plan(entry: JournalEntry): void {
    const { flapping } = this.#flapping;
    const held = { silenced: this.#silenced(), flapping };
    this.row = plan(this.row, entry, 'ops', this.#tell, this.now, held);
  }

  /** As dispatch does: what is due is claimed, then told. */
  send(arrives: Arrival): void {
    if (this.#flight !== null || this.row === null || !isDue(this.row, this.now)) return;
    if (this.row.leaseUntil !== null) this.#store(this.#rules.lapse(this.row, this.#tell, this.now));
    if (this.row === null || !isDue(this.row, this.now)) return;
    const claimed = claim(this.row, this.now);
    this.row = claimed;
    const { want: entry, open, unknown } = claimed;
    const notice = tellsFlapping(claimed);
    const ends = !notice && open !== null && open.condition !== entry.to ? open : null;
    const { flapping: flaps } = this.#flapping;
    const message = {
      entry,
      notice,
      flaps,
      ends,
      unknown,
      at: this.now,
      silenced: this.#silenced() !== null,
    };
    this.sent.push(message);
    this.#flight = { claimed, message, arrives };
    if (arrives === 'now') this.received.push(message);
  }

  end(how: Ending): void {
    if (this.#flight === null) return;
    const { claimed, message, arrives } = this.#flight;
    // A yes comes only of what has arrived, a no only of what has not.
    const no = how !== 'ok' && how !== 'ambiguous' && how !== 'crash';
    if (arrives === 'never' ? how === 'ok' : no) return;
    if (arrives === 'late') this.received.push(message);
    this.#flight = null;
    if (how === 'crash' || this.row === null) return;
    const outcome: Outcome = how === 'ok' ? { kind: how } : { kind: how, code: how };
    const attempt = { claimed, outcome, at: this.now, backoffMs: 500 };
    this.#store(this.#rules.settle(this.row, attempt, this.#tell).delivery);
  }

  /** The faults are over, and time passes; answers how many messages that took. */
  calm(): number {
    this.end('crash');
    const before = this.sent.length;
    this.#deliver();
    for (let looks = 0; looks < LOOKS && this.#flapping.flapping; looks += 1) this.look();
    this.#deliver();
    return this.sent.length - before;
  }

  #deliver(): void {
    for (let round = 0; round < 20 && this.row !== null; round += 1) {
      const { dueAt, leaseUntil } = this.row;
      const next = leaseUntil ?? dueAt;
      if (next === null) break;
      this.now = Math.max(this.now, next);
      this.send('now');
      this.end('ok');
    }
  }

  #store(delivery: Delivery): void {
    this.row = isIdle(delivery) ? null : delivery;
  }
}

function isDue({ dueAt, leaseUntil }: Delivery, now: number): boolean {
  return leaseUntil === null ? dueAt !== null && dueAt <= now : leaseUntil <= now;
}
