import { findToken } from '@hale/api';
import { type Clock, HaleError, type Hash, type Random } from '@hale/core';
import { EMPTY_STATE, type EnrolAnswer, type EnrolRequest, PROTOCOL } from '@hale/protocol/sync';
import type { AgentRecord, EnrolledAgent, HubStore, Invitation } from '@hale/store/hub';
import { type Ledger, MAX_CONFLICTS } from './ledger.ts';
import { agentChange } from './own-entries.ts';
import type { Reply } from './reply.ts';
import { newLease, newStream } from './stream/begin.ts';
import { MIN_SYNC_MS } from './terms.ts';
import { makeToken, tokenKey } from './tokens.ts';

/** How long an invitation holds unless something else is asked for, and at most. */
export const INVITATION_MS = 60 * 60_000;
export const MAX_INVITATION_MS = 24 * 60 * 60_000;
/** Agents that one invitation may bring. */
export const MAX_USES = 1_000;

export interface EnrolmentOptions {
  readonly store: HubStore;
  readonly ledger: Ledger;
  readonly clock: Clock;
  readonly random: Random;
  readonly hash: Hash;
  /** A name that nothing has had. */
  readonly newName: () => string;
  /** 32 bytes that nobody can guess, in base64url. */
  readonly secret: () => string;
}

export interface Invited {
  readonly invitation: Invitation;
  /** Shown once, and nowhere kept. */
  readonly token: string;
}

/** Who may report, and how they come to. */
export class Enrolment {
  readonly #options: EnrolmentOptions;

  constructor(options: EnrolmentOptions) {
    this.#options = options;
  }

  /**
   * A token by which `uses` agents may enrol, or the one agent come back with a new token.
   *
   * @throws HaleError `bad-input` for a time or a number beyond its bound, `not-found` where there is no such agent
   */
  async invite({
    forMs = INVITATION_MS,
    uses = 1,
    agent = null,
  }: {
    readonly forMs?: number;
    readonly uses?: number;
    readonly agent?: string | null;
  } = {}): Promise<Invited> {
    const { store, clock, random, hash, secret } = this.#options;
    if (!(forMs > 0 && forMs <= MAX_INVITATION_MS))
      throw new HaleError('bad-input', `expected more than nothing and at most 24h, got ${forMs} ms`, {
        path: 'for',
      });
    if (!(Number.isInteger(uses) && uses > 0 && uses <= MAX_USES))
      throw new HaleError('bad-input', `expected a whole number from 1 to ${MAX_USES}, got ${uses}`, {
        path: 'uses',
      });
    if (agent !== null && (await store.agent(agent)) === null) throw noAgent(agent);
    const { token, key, sha256 } = await makeToken('enrolment', secret(), random, hash);
    const since = clock.now();
    const invitation = { key, sha256, since, until: since + forMs, uses: agent === null ? uses : 1, agent };
    await store.invite(invitation);
    return { invitation, token };
  }

  /** Uses the token up: it enrols nobody else. */
  async enrol(token: string, { protocol, host }: EnrolRequest): Promise<Reply<EnrolAnswer>> {
    const { store, clock, random, hash, newName, secret } = this.#options;
    if (protocol.min > PROTOCOL || protocol.max < PROTOCOL) return { kind: 'protocol' };
    const key = tokenKey(token, 'enrolment');
    const hub = await store.hub();
    if (key === null || hub === null) return { kind: 'unknown' };
    const now = clock.now();
    const own = await makeToken('agent', secret(), random, hash);
    const { name, os, arch, engine } = host;
    const agent: EnrolledAgent = {
      id: newName(),
      key: own.key,
      sha256: own.sha256,
      since: now,
      revokedAt: null,
      host: { name, os, arch, engine },
      version: null,
      remembers: 'disk',
      tells: 'hub',
    };
    const enrolled = await store.enrol({
      invitation: { key, sha256: await hash(token) },
      now,
      agent,
      stream: newStream(agent.id),
      lease: newLease(agent.id, now, MIN_SYNC_MS),
    });
    const known = enrolled ? await store.agentByKey(own.key) : null;
    if (known === null) return { kind: 'unknown' };
    return { kind: 'ok', answer: { agent: known.id, hub: hub.id, token: own.token, protocol: PROTOCOL } };
  }

  /** Whose token it is; `null`: nobody's, or of one that may report no more. */
  async agentOf(token: string): Promise<EnrolledAgent | null> {
    const { store, hash } = this.#options;
    const key = tokenKey(token, 'agent');
    const agent = key === null ? null : await store.agentByKey(key);
    const found = agent && findToken(await hash(token), [agent]);
    return found?.revokedAt === null ? found : null;
  }

  /** Whether it is an invitation that may still be used. It is not used up by that. */
  async invites(token: string): Promise<boolean> {
    const { store, clock, hash } = this.#options;
    const key = tokenKey(token, 'enrolment');
    const invitation = key === null ? null : await store.invitation(key);
    if (invitation === null) return false;
    const { until, uses } = invitation;
    return findToken(await hash(token), [invitation]) !== null && clock.now() < until && uses > 0;
  }

  /**
   * The agent may report no more, and what it has reported is believed no more; its history stays.
   *
   * @throws HaleError `not-found` where there is no such agent
   */
  async revoke(id: string): Promise<AgentRecord> {
    const { store, ledger, clock } = this.#options;
    for (let conflicts = 0; conflicts < MAX_CONFLICTS; conflicts += 1) {
      const record = await this.#record(id);
      if (record.agent.revokedAt !== null) return record;
      const { agent, stream, lease } = record;
      const now = clock.now();
      const done = await ledger.write({
        batch: {
          agents: [{ ...agent, revokedAt: now }],
          // Should it come back: nothing is believed of it, and whatever it believes then is to be looked at.
          streams: [{ ...stream, digest: EMPTY_STATE, unsettled: true, session: null, rival: null }],
          leases: [{ ...lease, state: 'revoked', since: now, until: null }],
          replaced: [id],
        },
        own: [agentChange(record, 'removed', 'revoke', now)],
        dropped: await store.deliveriesOf(id),
      });
      if (done) return this.#record(id);
    }
    throw new HaleError('conflict', 'the agent reports again and again', { hint: 'try again' });
  }

  async #record(id: string): Promise<AgentRecord> {
    const record = await this.#options.store.agent(id);
    if (record === null) throw noAgent(id);
    return record;
  }
}

function noAgent(id: string): HaleError {
  return new HaleError('not-found', `there is no agent ${JSON.stringify(id)}`, {
    path: 'agent',
    hint: 'hale hub agents lists them.',
  });
}
