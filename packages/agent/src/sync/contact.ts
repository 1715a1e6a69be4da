import type { Clock, Log, Random } from '@hale/core';
import { askedMs, refusedMs, retryMs, spreadMs } from './pace.ts';
import { because, standingOf, type Trouble } from './trouble.ts';

/** Until a hub has said what it hopes for. */
const FIRST_SYNC_MS = 15_000;

export interface ContactPorts {
  readonly clock: Clock;
  readonly random: Random;
  readonly log?: Log;
}

export interface ContactView {
  /** `waiting`: it is tried again soon. `refused`, `conflict`: seldom, for a person has to mend it. */
  readonly state: 'connecting' | 'live' | 'waiting' | 'refused' | 'conflict';
  /** Why it is not `live`: a sentence. */
  readonly because: string | null;
  /** When it was last heard, epoch milliseconds. */
  readonly lastSyncAt: number | null;
  /** For how long it has not been heard. */
  readonly awayMs: number;
}

/** How a hub has answered lately, and when it may be asked again. Each change of that is logged once. */
export class Contact {
  readonly #ports: ContactPorts;
  readonly #hub: string;
  /** In a row. */
  #failures = 0;
  #trouble: Trouble | null = null;
  #heardAt: number;
  #lastSyncAt: number | null = null;
  #syncMs = FIRST_SYNC_MS;

  constructor(ports: ContactPorts, hub: string) {
    this.#ports = ports;
    this.#hub = hub;
    this.#heardAt = ports.clock.monotonic();
  }

  get view(): ContactView {
    const trouble = this.#trouble;
    return {
      state: trouble ? standingOf(trouble) : this.#lastSyncAt === null ? 'connecting' : 'live',
      because: trouble && because(trouble),
      lastSyncAt: this.#lastSyncAt,
      awayMs: this.#ports.clock.monotonic() - this.#heardAt,
    };
  }

  get failing(): boolean {
    return this.#failures > 0;
  }

  /** Monotonic. */
  get heardAt(): number {
    return this.#heardAt;
  }

  /** It has answered; how often it wants to be told. */
  heard(syncMs: number): void {
    const { clock } = this.#ports;
    this.#heardAt = clock.monotonic();
    this.#lastSyncAt = clock.now();
    this.#syncMs = syncMs;
  }

  /** It has taken something, and the failures before that are over. */
  took(): void {
    if (this.failing) this.#ports.log?.info('the hub is told again', { hub: this.#hub });
    this.#failures = 0;
    this.#trouble = null;
  }

  /** When it may be asked again, monotonic. `needsHello`: whether it will have to be a hello at that time. */
  failed(trouble: Trouble, needsHello: (at: number) => boolean): number {
    const { clock, random } = this.#ports;
    this.#say(trouble);
    this.#failures += 1;
    this.#trouble = trouble;
    const isWaiting = standingOf(trouble) === 'waiting';
    const backoff = isWaiting ? retryMs(this.#failures, this.#syncMs, random) : refusedMs(random);
    const asked = trouble.kind === 'busy' && trouble.waitMs !== null ? askedMs(trouble.waitMs, random) : 0;
    const at = clock.monotonic() + Math.max(backoff, asked);
    return needsHello(at) ? Math.max(at, this.spread()) : at;
  }

  /** When a hello may be that follows an outage: all other agents come back as well. */
  spread(): number {
    const { clock, random } = this.#ports;
    return clock.monotonic() + spreadMs(this.#syncMs, random);
  }

  #say(trouble: Trouble): void {
    const { log } = this.#ports;
    const why = because(trouble);
    const detail = 'detail' in trouble ? trouble.detail : null;
    const fields = { hub: this.#hub, because: why, ...(detail !== null && { detail }) };
    if (this.#trouble && because(this.#trouble) === why) log?.debug('the hub is not told', fields);
    else if (isFault(trouble)) log?.error('the hub is not told', fields);
    else log?.warn('the hub is not told', fields);
  }
}

/** Time does not mend it. */
function isFault(trouble: Trouble): boolean {
  return standingOf(trouble) !== 'waiting' || trouble.kind === 'invalid' || trouble.kind === 'too-large';
}
