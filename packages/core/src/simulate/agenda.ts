import type { Clock } from '../clock.ts';
import type { Signal } from '../signal.ts';

export interface Appointment {
  /** On the clock's monotonic scale, milliseconds. */
  readonly at: number;
  readonly run: () => void;
}

/** What is late by more than this (the machine slept) is taken up as if it were late by this much. */
export const MAX_LAG_MS = 60_000;

const MAX_SLEEP_MS = 60_000;

/** The two clocks are read one after the other, and to different precision: only a larger difference is a jump. */
const JUMP_MS = 10;

/**
 * All that is going to happen, in order of time. While an appointment runs, now is the time it was made for, however late
 * it is, so that a simulated life depends on nothing but its seed and its start.
 */
export class Agenda {
  readonly #clock: Clock;
  /** Latest first: the next is the cheapest to take. */
  readonly #appointments: Appointment[] = [];
  #running: number | undefined;
  /** From the monotonic clock to the wall's. */
  #offset = Number.NaN;
  #sleep: AbortController | undefined;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** Monotonic milliseconds. */
  now(): number {
    return this.#running ?? this.#clock.monotonic();
  }

  /** Epoch milliseconds. */
  wall(): number {
    const offset = this.#clock.now() - this.#clock.monotonic();
    if (!(Math.abs(offset - this.#offset) <= JUMP_MS)) this.#offset = offset;
    return this.now() + this.#offset;
  }

  after(ms: number, run: () => void): Appointment {
    const appointment = { at: this.now() + ms, run };
    if (appointment.at === Number.POSITIVE_INFINITY) return appointment;
    this.#appointments.splice(this.#position(appointment.at), 0, appointment);
    if (this.#appointments.at(-1) === appointment) this.#sleep?.abort();
    return appointment;
  }

  cancel(appointment: Appointment | undefined): void {
    if (appointment === undefined) return;
    const from = this.#position(appointment.at);
    const index = this.#appointments.indexOf(appointment, from);
    if (index >= 0) this.#appointments.splice(index, 1);
  }

  /** Runs everything that is due by the clock. */
  settle(): void {
    if (this.#running !== undefined) return;
    const now = this.#clock.monotonic();
    try {
      for (let next = this.#appointments.at(-1); next !== undefined && next.at <= now; ) {
        this.#appointments.pop();
        this.#running = Math.max(next.at, now - MAX_LAG_MS);
        next.run();
        next = this.#appointments.at(-1);
      }
    } finally {
      this.#running = undefined;
    }
  }

  /** Settles whenever something is due, until the signal is aborted. */
  async run(signal: Signal): Promise<void> {
    const stop = (): void => this.#sleep?.abort();
    signal.addEventListener('abort', stop);
    try {
      for (this.settle(); !signal.aborted; this.settle()) await this.#sleepUntilNext();
    } finally {
      signal.removeEventListener('abort', stop);
      this.#sleep = undefined;
    }
  }

  async #sleepUntilNext(): Promise<void> {
    const sleep = new AbortController();
    this.#sleep = sleep;
    const latest = this.#clock.monotonic() + MAX_SLEEP_MS;
    const until = Math.min(this.#appointments.at(-1)?.at ?? latest, latest);
    try {
      await this.#clock.sleepUntil(until, sleep.signal);
    } catch (error) {
      if (!sleep.signal.aborted) throw error;
    }
  }

  /** The first index whose appointment is not later than `at`: of two for one instant the first made comes first. */
  #position(at: number): number {
    let low = 0;
    let high = this.#appointments.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if ((this.#appointments[middle]?.at ?? 0) > at) low = middle + 1;
      else high = middle;
    }
    return low;
  }
}
