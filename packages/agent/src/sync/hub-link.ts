import { Bell, type JournalNews } from '@hale/api';
import {
  type Clock,
  HaleError,
  type Hash,
  type Http,
  type JournalEntry,
  type Log,
  type Random,
  type Signal,
  shortHash,
  type Tip,
} from '@hale/core';
import type { RefusedSession, SyncRequest } from '@hale/protocol/sync';
import type { AgentStore, Behind } from '@hale/store';
import { randomName } from '../random-name.ts';
import type { Recorder } from '../recorder.ts';
import { Beliefs } from './beliefs.ts';
import { Contact, type ContactView } from './contact.ts';
import { Cursor } from './cursor.ts';
import type { HubAccess } from './exchange.ts';
import { greet, type Introduction } from './greeting.ts';
import type { Loss } from './opening.ts';
import { holdsNoSecret } from './outgoing.ts';
import { heartbeatMs, LINGER_MS } from './pace.ts';
import type { Session, SessionPorts } from './session.ts';
import { standingOf, type Trouble } from './trouble.ts';

/** What was still to be said when the agent ends has so long. */
export const FAREWELL_MS = 5_000;

/** Who an agent is to its hub. */
export interface AgentIdentity {
  /** What the hub calls it, to be shown; `null`: it is not known. */
  readonly agent: string | null;
  /** What it proves itself by: a secret. */
  readonly token: string;
}

/** A hub, and who reports to it. */
export interface HubOptions extends Omit<Introduction, 'version'> {
  readonly http: Http;
  /** Where the hub is: what lies below it under `v1/` is posted to. */
  readonly url: string;
  /**
   * Who this agent is to the hub: asked until it says so, and not again. It throws HaleError: `refused`, `unsupported` and `bad-input` where
   * only a person can help, which are asked again seldom.
   */
  readonly identify: (signal: Signal) => Promise<AgentIdentity>;
  /** Without it everything is sent as it is. */
  readonly gzip?: (text: string) => Promise<Uint8Array>;
}

export interface HubLinkOptions extends HubOptions {
  readonly store: AgentStore;
  readonly recorder: Pick<Recorder, 'begin' | 'renew'>;
  /** Told of entries that were written when the journal was begun. */
  readonly recorded: (entries: readonly JournalEntry[]) => void;
  readonly news: Pick<JournalNews, 'listen'>;
  readonly clock: Clock;
  readonly random: Random;
  readonly hash: Hash;
  readonly engine: () => SyncRequest['engine'];
  /** Of hale. */
  readonly version: string;
  /** Whether a probe's output may leave this machine. One that holds a secret never does. Default true. */
  readonly output?: boolean;
  readonly log?: Log;
}

/** How an agent and its hub stand. */
export interface HubLinkView extends ContactView {
  /** Its origin. */
  readonly hub: string;
  readonly agentId: string | null;
  /** Up to which entry of the present epoch the hub has all. */
  readonly acked: number;
  /** What it has yet to be sent. */
  readonly queued: Behind;
  /** Let go of without having been sent, since the process began. */
  readonly dropped: Loss;
  /** Entries that it could not take, since the process began. */
  readonly rejected: number;
}

/** When the next step may be, on the monotonic scale, and whether news brings it forward. */
interface Rest {
  readonly at: number;
  readonly news: boolean;
}

const AT_ONCE: Rest = { at: Number.NEGATIVE_INFINITY, news: false };

/** Replicates an agent's journal to its hub, and what is believed now. Outbound only; one request at a time. */
export class HubLink {
  readonly #options: HubLinkOptions;
  readonly #ground: Promise<Omit<SessionPorts, 'access'>>;
  readonly #beliefs: Beliefs;
  readonly #cursor: Cursor;
  readonly #hub: string;
  readonly #contact: Contact;
  #identity: AgentIdentity | null = null;
  #session: Session | null = null;
  /** Since the hub last took something. */
  #renewals = 0;
  #heartbeatAt = 0;
  #acked = 0;
  #dropped: Loss = { entries: 0, bytes: 0 };
  #rejected = 0;

  constructor(options: HubLinkOptions) {
    const { store, clock, hash, random, url, output = true } = options;
    this.#options = options;
    this.#hub = new URL(url).origin;
    this.#beliefs = new Beliefs(store, hash);
    this.#cursor = new Cursor(store, clock, this.#hub);
    this.#contact = new Contact(options, this.#hub);
    const instance = randomName(random);
    this.#ground = shortHash('', hash).then((hashOfNothing) => ({
      ...options,
      beliefs: this.#beliefs,
      cursor: this.#cursor,
      mayLeave: output ? holdsNoSecret : () => false,
      hashOfNothing,
      instance,
      rejected: (entries) => {
        this.#rejected += entries;
      },
    }));
  }

  get view(): HubLinkView {
    return {
      ...this.#contact.view,
      hub: this.#hub,
      agentId: this.#identity?.agent ?? null,
      acked: this.#session?.acked ?? this.#acked,
      queued: this.#session?.queued ?? { entries: 0, bytes: 0, oldestAt: null },
      dropped: this.#dropped,
      rejected: this.#rejected,
    };
  }

  /** Until the signal is aborted; then it has {@link FAREWELL_MS} to send what is left and to say goodbye. */
  async run(signal: Signal): Promise<void> {
    const { clock, news } = this.#options;
    const cut = new AbortController();
    const done = new AbortController();
    const end = (): void => {
      clock.sleepUntil(clock.monotonic() + FAREWELL_MS, done.signal).then(
        () => cut.abort(),
        () => undefined,
      );
    };
    if (signal.aborted) return;
    signal.addEventListener('abort', end, { once: true });
    using bell = new Bell(clock, news, signal);
    try {
      while (!signal.aborted) await this.#rest(await this.#step(cut.signal), bell, signal);
      await this.#farewell(cut.signal);
    } finally {
      signal.removeEventListener('abort', end);
      done.abort();
    }
  }

  /** What is written at short intervals goes together, but for the first of it. */
  async #rest({ at, news }: Rest, bell: Bell, signal: Signal): Promise<void> {
    const { clock } = this.#options;
    const sleep = (until: number) => clock.sleepUntil(until, signal).catch(() => undefined);
    if (at <= clock.monotonic()) return;
    if (!news) return sleep(at);
    await bell.until(at);
    if (!signal.aborted) await sleep(Math.min(at, this.#contact.heardAt + LINGER_MS));
  }

  async #step(signal: Signal): Promise<Rest> {
    const { clock } = this.#options;
    try {
      if (this.#session?.isLapsed(clock.monotonic())) this.#leave();
      return this.#session ? await this.#report(this.#session, signal) : await this.#greet(signal);
    } catch (error) {
      return this.#fail({ kind: 'store', code: error instanceof HaleError ? error.code : 'failed' });
    }
  }

  async #greet(signal: Signal): Promise<Rest> {
    const { log } = this.#options;
    const access = await this.#access(signal);
    if ('kind' in access) return this.#fail(access);
    const greeted = await greet(
      { ...(await this.#ground), access },
      {
        introduction: this.#introduction,
        tip: await this.#tip(),
        dropped: this.#dropped,
        signal,
      },
    );
    if (greeted.kind === 'forked') return this.#renew();
    if (greeted.kind === 'first') return this.#first(greeted.want);
    if (greeted.kind !== 'agreed') return this.#fail(greeted);
    const { session, loss } = greeted;
    this.#session = session;
    this.#dropped = {
      entries: this.#dropped.entries + loss.entries,
      bytes: this.#dropped.bytes + loss.bytes,
    };
    if (loss.entries > 0) log?.warn('the hub will never be sent some entries', { ...loss });
    this.#contact.heard(session.syncMs);
    this.#heartbeatAt = this.#contact.heardAt;
    return AT_ONCE;
  }

  /** Nobody can be told anything until the hub knows by whom. */
  async #access(signal: Signal): Promise<HubAccess | Trouble> {
    const { http, url, gzip, clock, identify } = this.#options;
    try {
      this.#identity ??= await identify(signal);
      const { token } = this.#identity;
      return { http, url, token, ...(gzip && { gzip }), now: () => clock.now() };
    } catch (error) {
      if (!(error instanceof HaleError)) throw error;
      return { kind: 'unidentified', error };
    }
  }

  async #report(session: Session, signal: Signal): Promise<Rest> {
    const { clock, random } = this.#options;
    const came = await session.next(signal, { heartbeat: clock.monotonic() >= this.#heartbeatAt });
    switch (came.kind) {
      case 'more':
        if (came.took) this.#settle(session);
        return AT_ONCE;
      case 'quiet':
        if (came.took) {
          this.#settle(session);
          this.#heartbeatAt = clock.monotonic() + heartbeatMs(session.syncMs, random);
        }
        return { at: this.#heartbeatAt, news: true };
      case 'over':
        this.#leave();
        return session.progress ? AT_ONCE : this.#fail({ kind: 'first', want: 'hello' });
      case 'first':
        return this.#first(came.want);
      default:
        return this.#fail(came);
    }
  }

  async #first(want: RefusedSession['want']): Promise<Rest> {
    const session = this.#leave();
    if (want === 'new-epoch') return this.#renew();
    if (want === 'conflict' || !session?.progress) return this.#fail({ kind: 'first', want });
    return this.#contact.failing ? { at: this.#contact.spread(), news: false } : AT_ONCE;
  }

  /** A hub that takes no epoch at all has to wait. */
  async #renew(): Promise<Rest> {
    const { recorder, recorded, log } = this.#options;
    log?.warn('the hub has another journal by the name of this one: it begins anew');
    this.#renewals += 1;
    recorded(await recorder.renew());
    return this.#renewals > 1 ? this.#fail({ kind: 'first', want: 'new-epoch' }) : AT_ONCE;
  }

  #fail(trouble: Trouble): Rest {
    if (standingOf(trouble) !== 'waiting') this.#leave();
    const needsHello = (at: number): boolean => this.#session?.isLapsed(at) ?? true;
    return { at: this.#contact.failed(trouble, needsHello), news: false };
  }

  /** The hub has answered as it should. */
  #settle(session: Session): void {
    this.#contact.heard(session.syncMs);
    if (!session.progress) return;
    this.#contact.took();
    this.#renewals = 0;
  }

  #leave(): Session | null {
    const session = this.#session;
    this.#acked = session?.acked ?? this.#acked;
    this.#session = null;
    return session;
  }

  /** An agent that has nothing to tell is to be known to live all the same: its journal is named for that. */
  async #tip(): Promise<Tip> {
    const { store, recorder, recorded } = this.#options;
    for (const name of [() => recorder.begin(), () => recorder.renew()]) {
      const { tip } = await store.believed();
      if (tip !== null) return tip;
      // The second is for a store that has left its disk: the recorder does not know yet that it begins anew.
      recorded(await name());
    }
    const { tip } = await store.believed();
    if (tip === null) throw new HaleError('storage', 'the journal has no name');
    return tip;
  }

  get #introduction(): Introduction {
    const { host, version, remembers, tells } = this.#options;
    return { host, version, remembers, tells };
  }

  async #farewell(signal: Signal): Promise<void> {
    const session = this.#session;
    try {
      let reached = session !== null && !this.#contact.failing;
      while (session && reached && !signal.aborted) {
        const { kind } = await session.next(signal, { heartbeat: false });
        reached = kind === 'more' || kind === 'quiet';
        if (kind !== 'more') break;
      }
      if (session && reached) await session.bye(signal);
      await this.#cursor.save();
    } catch (error) {
      this.#options.log?.warn('the hub was not told that this agent ends', { error: String(error) });
    }
  }
}
