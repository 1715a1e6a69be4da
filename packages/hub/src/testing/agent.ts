import type { Transition } from '@hale/core';
import { append, type Dated, newJournal, type Tip } from '@hale/core';
import { gzip } from '@hale/core/system';
import { NOON } from '@hale/core/testing';
import {
  EMPTY_STATE,
  type EnrolRequest,
  enrolAnswer,
  type HelloRequest,
  helloAnswer,
  PROTOCOL,
  type SnapshotRequest,
  type SyncRequest,
  stateDigest,
  syncAnswer,
} from '@hale/protocol/sync';
import { instantHash, type TestHub } from './hub.ts';

type Path = 'enrol' | 'hello' | 'sync' | 'snapshot' | 'bye';

/** Whatever requests are sent to. */
interface Sends {
  request(path: string, init?: RequestInit): Response | Promise<Response>;
}

/** Sends one message, as an agent does. */
export async function send(
  { app }: { readonly app: Sends },
  path: Path,
  message: object,
  { token, packed = false }: { readonly token: string; readonly packed?: boolean },
): Promise<Response> {
  const text = JSON.stringify(message);
  return app.request(`/v1/${path}`, {
    method: 'POST',
    headers: {
      authorization: `Bearer ${token}`,
      'content-type': 'application/json',
      ...(packed && { 'content-encoding': 'gzip' }),
    },
    body: packed ? new Uint8Array(await gzip(text)) : text,
  });
}

export const HOST: EnrolRequest['host'] = { name: 'shed', os: 'linux', arch: 'x64', engine: 'Docker 29.1' };

/** One that was invited and has enrolled. */
export async function anAgent(theHub: TestHub, name = 'shed') {
  const { token: invitation } = await theHub.hub.enrolment.invite();
  const protocol = { min: PROTOCOL, max: PROTOCOL };
  const host = { ...HOST, name };
  const response = await send(theHub, 'enrol', { protocol, host }, { token: invitation });
  const { agent, token } = enrolAnswer.parse(await response.json());
  return { id: agent, token, invitation, host };
}

/** A change of a container that has that name, `n` seconds after noon. */
export function aChange(
  name: string,
  to: Transition['to'] = 'healthy',
  { n = 0, output = null }: { readonly n?: number; readonly output?: string | null } = {},
): Dated {
  return {
    transition: {
      at: NOON + n * 1_000,
      subject: `container/${name}`,
      from: null,
      to,
      cause: 'health_status',
      container: {
        id: name.replaceAll('/', '').padEnd(64, '0'),
        name: name.replaceAll('/', '-'),
        image: 'nginx:1',
        project: name.includes('/') ? (name.split('/')[0] ?? null) : null,
        service: name.includes('/') ? (name.split('/')[1] ?? null) : null,
        createdAt: '2026-01-01T11:00:00Z',
        exitCode: null,
        failingStreak: to === 'unhealthy' ? 3 : null,
        output,
      },
    },
    fromAt: null,
  };
}

/** An agent with a session, whose syncs are as they should be. */
export class TestSession {
  readonly agent: Awaited<ReturnType<typeof anAgent>>;
  readonly instance: string;
  session = '';
  tip: Tip;
  readonly #hub: TestHub;
  /** What it believes, by subject. */
  readonly #last = new Map<string, { readonly subject: string; readonly last: { readonly id: string } }>();

  /** `instance`: of the process, one and the same unless something else is said. */
  constructor(
    theHub: TestHub,
    agent: Awaited<ReturnType<typeof anAgent>>,
    epoch: string,
    instance = `instance-of-${epoch}`.slice(0, 40),
  ) {
    this.#hub = theHub;
    this.agent = agent;
    this.instance = instance;
    this.tip = newJournal(epoch);
  }

  hello(change: Partial<HelloRequest> = {}): HelloRequest {
    const { seq, chain } = this.tip;
    const start = newJournal(this.tip.epoch);
    return {
      protocol: PROTOCOL,
      instance: this.instance,
      epoch: this.tip.epoch,
      first: { seq: 0, chain: start.chain },
      tip: { seq, chain },
      earlier: [],
      host: this.agent.host,
      version: '1.2.3',
      remembers: 'disk',
      tells: 'hub',
      clock: { wall: this.#hub.clock.now(), mono: this.#hub.clock.monotonic() },
      dropped: { entries: 0, bytes: 0 },
      caps: [],
      ...change,
    };
  }

  async greet(change: Partial<HelloRequest> = {}): Promise<void> {
    const response = await this.post('hello', this.hello(change));
    this.session = helloAnswer.parse(await response.json()).session;
  }

  /** Writes changes into its journal, and says so. What it has said before is not said again. */
  async report(...changes: readonly Dated[]): Promise<SyncRequest> {
    const base = { seq: this.tip.seq, chain: this.tip.chain };
    const chained = await append(this.tip, changes, instantHash);
    for (const { entry } of chained) {
      const { subject } = entry;
      if (entry.to === 'removed') this.#last.delete(subject);
      else this.#last.set(subject, { subject, last: entry });
    }
    const last = chained.at(-1);
    if (last) this.tip = { ...this.tip, seq: last.entry.seq, chain: last.chain };
    return {
      session: this.session,
      instance: this.instance,
      epoch: this.tip.epoch,
      base,
      entries: chained.map(({ entry }) => ({ entry: { ...entry } })),
      tip: this.tip.seq,
      digest: this.#last.size > 0 ? await stateDigest(this.#last.values(), instantHash) : EMPTY_STATE,
      queued: { entries: 0, bytes: 0, oldestAt: null },
      clock: { wall: this.#hub.clock.now(), mono: this.#hub.clock.monotonic() },
      engine: 'in-sight',
    };
  }

  async sync(...changes: readonly Dated[]): Promise<void> {
    const response = await this.post('sync', await this.report(...changes));
    const { acked } = syncAnswer.parse(await response.json());
    if (acked !== this.tip.seq) throw new Error(`acked ${acked} of ${this.tip.seq}`);
  }

  /** All that it believes, in one part. */
  async snapshot(): Promise<SnapshotRequest> {
    const { epoch, seq, chain } = this.tip;
    const subjects = [...this.#last.values()];
    return {
      session: this.session,
      instance: this.instance,
      epoch,
      snapshot: `snapshot-at-${String(seq).padStart(8, '0')}`,
      at: { seq, chain },
      part: 1,
      parts: 1,
      subjects: subjects.map(({ subject, last }) => ({ subject, last: { ...last } })),
      digest: await stateDigest(subjects, instantHash),
    };
  }

  post(path: Path, message: object, packed = false): Promise<Response> {
    return send(this.#hub, path, message, { token: this.agent.token, packed });
  }
}

/** Enrolled, greeted, and with a journal of these changes. */
export async function anAgentSession(
  theHub: TestHub,
  { name = 'shed', changes = [] }: { readonly name?: string; readonly changes?: readonly Dated[] } = {},
): Promise<TestSession> {
  const agent = await anAgent(theHub, name);
  const session = new TestSession(theHub, agent, `epoch-of-${agent.id}`);
  await session.greet();
  if (changes.length > 0) await session.sync(...changes);
  return session;
}

/** Its lease is over, and the hub has seen that. */
export async function lose({ hub, clock }: TestHub, { agent }: TestSession): Promise<void> {
  const record = await hub.store.agent(agent.id);
  if (record === null) throw new Error('there is no such agent');
  await hub.store.commit({ leases: [{ ...record.lease, state: 'lost', since: clock.now(), until: null }] });
}
