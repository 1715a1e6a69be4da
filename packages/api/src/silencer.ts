import {
  covers,
  type Delivery,
  formatDuration,
  HaleError,
  hush,
  isActive,
  isIdle,
  MAX_SILENCE_MS,
  MAX_SILENCES,
  type Silence,
  silencedAt,
  type TellRules,
  TOLD_BY_DEFAULT,
} from '@hale/core';
import { MAX_REASON_CHARS } from '@hale/protocol';
import type { Records, SilenceChange } from '@hale/store';

/** Whoever records writes at the same time. */
const MAX_CONFLICTS = 20;

export interface SilencerOptions {
  readonly store: Pick<Records, 'silences' | 'silence' | 'outstanding'>;
  /** Those that are told the newest state of each subject; by the rules of each it is told what a silence leaves. */
  readonly destinations: readonly { readonly name: string; readonly rules: TellRules }[];
  /** Epoch milliseconds of this machine. */
  readonly now: () => number;
  /** Called once there may be something to tell. */
  readonly changed?: () => void;
}

export interface SilenceRequest extends Pick<Silence, 'subject' | 'by' | 'reason'> {
  readonly forMs: number;
}

/**
 * Has nobody told of a subject for a while, durably, whichever process runs this: what it is is recorded all the same, and at the
 * end whoever was not told the truth is told it. Destinations that take every transition hear of it all the time.
 */
export class Silencer {
  readonly #options: SilencerOptions;

  constructor(options: SilencerOptions) {
    this.#options = options;
  }

  /** Those that have not ended, by their subjects. */
  async list(): Promise<readonly Silence[]> {
    const now = this.#options.now();
    const { all } = await this.#options.store.silences();
    return all.filter((silence) => isActive(silence, now));
  }

  /**
   * From now on, instead of any silence of the same subject.
   *
   * @throws HaleError `bad-input` for one that lasts too long or says too much, `conflict` where there are too many
   */
  async begin({ subject, forMs, by, reason }: SilenceRequest): Promise<Silence> {
    if (!(forMs > 0 && forMs <= MAX_SILENCE_MS))
      throw new HaleError('bad-input', `a silence of ${formatDuration(forMs)}`, {
        path: 'for',
        hint: `A silence lasts ${formatDuration(MAX_SILENCE_MS)} at most, and more than nothing.`,
      });
    if (reason !== null && reason.length > MAX_REASON_CHARS)
      throw new HaleError('bad-input', `a reason of ${reason.length} characters`, {
        path: 'reason',
        hint: `A reason has ${MAX_REASON_CHARS} characters at most.`,
      });
    return this.#change(subject, (active, now) => {
      const before = active.find((silence) => silence.subject === subject);
      if (before === undefined && active.length >= MAX_SILENCES)
        throw new HaleError('conflict', `there are ${MAX_SILENCES} silences already`, {
          hint: 'End some of them, or silence many subjects at once: PROJECT/*.',
        });
      return { subject, since: before?.since ?? now, until: now + Math.ceil(forMs), by, reason };
    });
  }

  /** Resolves to what has been ended; `null`: there was no silence of this subject. */
  async end(subject: string): Promise<Silence | null> {
    const active = await this.list();
    const before = active.find((silence) => silence.subject === subject);
    if (before === undefined) return null;
    await this.#change(subject, () => null);
    return before;
  }

  /** `make`: from those that have not ended. */
  async #change<Made extends Silence | null>(
    subject: string,
    make: (active: readonly Silence[], now: number) => Made,
  ): Promise<Made> {
    const { store, now: clock, changed } = this.#options;
    for (let conflicts = 0; conflicts < MAX_CONFLICTS; conflicts += 1) {
      const now = clock();
      const { version, all } = await store.silences();
      const active = all.filter((silence) => isActive(silence, now));
      const silence = make(active, now);
      const others = active.filter((other) => other.subject !== subject);
      const rows = await this.#rows(subject, silence ? [...others, silence] : others, now);
      if (!(await store.silence({ version, subject, silence, ...rows }))) continue;
      changed?.();
      return silence;
    }
    throw new HaleError('conflict', 'the agent was too busy with what is to be told of it', {
      hint: 'Try again.',
    });
  }

  async #rows(
    subject: string,
    silences: readonly Silence[],
    now: number,
  ): Promise<Pick<SilenceChange, 'deliveries' | 'settled'>> {
    const { store, destinations } = this.#options;
    const { deliveries } = await store.outstanding(Number.MAX_SAFE_INTEGER);
    const rows = deliveries
      .filter((row) => covers({ subject }, row.subject))
      .map((row): Delivery => {
        const rules = destinations.find(({ name }) => name === row.destination)?.rules;
        return hush(row, silencedAt(silences, row.subject, now), rules ?? TOLD_BY_DEFAULT, now);
      });
    return { deliveries: rows.filter((row) => !isIdle(row)), settled: rows.filter(isIdle) };
  }
}
