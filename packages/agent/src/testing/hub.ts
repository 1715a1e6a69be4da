import { gunzipSync } from 'node:zlib';
import {
  type Clock,
  HaleError,
  type Hash,
  type Http,
  type HttpRequest,
  type HttpResponse,
  type Random,
} from '@hale/core';
import {
  byeRequest,
  enrolRequest,
  helloRequest,
  MAX_BYTES,
  MAX_ENTRIES,
  PROTOCOL,
  snapshotRequest,
  syncRequest,
} from '@hale/protocol/sync';
import { randomName } from '../random-name.ts';
import { HubStream } from './hub-stream.ts';

export const HUB_URL = 'https://hub.test/hale';
export const AGENT_TOKEN = `hale_a1_${'0'.repeat(16)}_${'A'.repeat(43)}`;
export const ENROLMENT_TOKEN = `hale_e1_${'1'.repeat(16)}_${'B'.repeat(43)}`;

export interface Answer {
  readonly status: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: unknown;
}

/**
 * What becomes of a request. `lost`: it never arrives. `unanswered`: it arrives, the answer does not. `hangs`: the same, after the
 * time that is given for it. `twice`: it arrives again after its answer. `late`: the answer takes a while. An answer: a proxy gives it.
 */
export type Fate = 'fine' | 'lost' | 'unanswered' | 'hangs' | 'twice' | 'late' | 'garbled' | Answer;

export interface Exchange {
  readonly path: string;
  readonly request: Readonly<Record<string, unknown>>;
  readonly status: number;
  readonly answer: unknown;
}

const LATE_MS = 2_000;

/** Nothing but what is written down, at the top of each message. */
const REQUESTS = {
  '/hale/v1/enrol': enrolRequest.strict(),
  '/hale/v1/hello': helloRequest.strict(),
  '/hale/v1/sync': syncRequest.strict(),
  '/hale/v1/snapshot': snapshotRequest.strict(),
  '/hale/v1/bye': byeRequest.strict(),
};

/** A small hub for one agent, which keeps to every rule and can be told to be unlucky. */
export class TestHub {
  readonly stream: HubStream;
  /** All that has arrived. */
  readonly exchanges: Exchange[] = [];
  /** What has come that cannot be. */
  readonly faults: string[] = [];
  /** When each request was made, on the monotonic scale, and whether it was compressed. */
  readonly requests: { readonly at: number; readonly path: string; readonly gzip: boolean }[] = [];
  /** Told of each request; what it answers becomes of that. */
  fate: (path: string) => Fate = () => 'fine';
  /** What it speaks. */
  protocol = { min: PROTOCOL, max: PROTOCOL };
  limits = { maxEntries: MAX_ENTRIES, maxBytes: MAX_BYTES };
  /** Entries that it takes of one sync. */
  most = Number.POSITIVE_INFINITY;
  syncMs = 15_000;
  leaseMs = 55_000;
  /** Whether it knows the agent. */
  knows = true;
  /** What it wants of the next hello or sync, whatever its rules say. */
  demand: 'snapshot' | 'hello' | 'new-epoch' | 'conflict' | null = null;
  rejects: (seq: number) => boolean = () => false;
  stopped = false;
  session: string | null = null;
  #instance: string | null = null;
  readonly #clock: Clock;
  readonly #random: Random;

  constructor({
    clock,
    hash,
    random,
  }: { readonly clock: Clock; readonly hash: Hash; readonly random: Random }) {
    this.stream = new HubStream(hash);
    this.#clock = clock;
    this.#random = random;
  }

  /** Of the present epoch, by their numbers. */
  get seqs(): readonly number[] {
    return (this.stream.replica?.entries ?? []).map(({ entry }) => entry.seq);
  }

  readonly http: Http = async (request) => {
    const { pathname } = new URL(request.url);
    this.requests.push({
      at: this.#clock.monotonic(),
      path: pathname.slice('/hale/v1/'.length),
      gzip: request.headers?.['content-encoding'] === 'gzip',
    });
    const fate = this.fate(pathname.slice('/hale/v1/'.length));
    if (typeof fate === 'object') return response(fate);
    if (fate === 'lost') throw new HaleError('unreachable', 'the connection was cut');
    const answer = await this.#serve(pathname, request);
    if (fate === 'twice') await this.#serve(pathname, request);
    if (fate === 'unanswered') throw new HaleError('unreachable', 'the connection was cut');
    if (fate === 'hangs') return this.#timeout(request);
    if (fate === 'late') await this.#clock.sleepUntil(this.#clock.monotonic() + LATE_MS, request.signal);
    return fate === 'garbled' ? response({ status: 200, body: '<html>' }) : response(answer);
  };

  async #timeout({ timeoutMs = 0, signal }: HttpRequest): Promise<never> {
    await this.#clock.sleepUntil(this.#clock.monotonic() + timeoutMs, signal);
    throw new HaleError('timeout', 'no answer in time');
  }

  async #serve(path: string, request: HttpRequest): Promise<Answer> {
    const read = JSON.parse(textOf(request)) as Record<string, unknown>;
    const answer = await this.#answer(path, request.headers?.['authorization'], read).catch(
      (fault: unknown): Answer => {
        this.faults.push(String(fault));
        return { status: 422 };
      },
    );
    this.exchanges.push({ path, request: read, status: answer.status, answer: answer.body ?? null });
    return answer;
  }

  async #answer(path: string, authorization: string | undefined, read: unknown): Promise<Answer> {
    const isEnrolment = path === '/hale/v1/enrol';
    const token = isEnrolment ? ENROLMENT_TOKEN : AGENT_TOKEN;
    if (!this.knows || authorization !== `Bearer ${token}`) return { status: 401 };
    switch (path) {
      case '/hale/v1/enrol':
        REQUESTS[path].parse(read);
        return this.#enrol();
      case '/hale/v1/hello':
        return this.#hello(REQUESTS[path].parse(read));
      case '/hale/v1/sync':
        return this.#sync(REQUESTS[path].parse(read));
      case '/hale/v1/snapshot':
        return this.#snapshot(REQUESTS[path].parse(read));
      case '/hale/v1/bye':
        return this.#bye(REQUESTS[path].parse(read));
      default:
        return { status: 404 };
    }
  }

  #enrol(): Answer {
    if (PROTOCOL > this.protocol.max) return { status: 426, body: { protocol: this.protocol } };
    return ok({
      agent: randomName(this.#random),
      hub: randomName(this.#random),
      token: AGENT_TOKEN,
      protocol: PROTOCOL,
    });
  }

  #hello(hello: ReturnType<typeof helloRequest.parse>): Answer {
    const { min, max } = this.protocol;
    if (hello.protocol < min || hello.protocol > max)
      return { status: 426, body: { protocol: { min, max } } };
    const demand = this.#demanded();
    if (demand !== null && demand !== 'snapshot') return refused(demand);
    const begun = this.stream.begin(hello);
    if (begun === null) return refused('new-epoch');
    this.session = randomName(this.#random);
    this.#instance = hello.instance;
    this.stopped = false;
    return ok({
      session: this.session,
      acked: begun.acked,
      want: begun.fresh || demand === 'snapshot' ? 'snapshot' : 'none',
      ...this.#terms(),
      limits: this.limits,
      features: [],
    });
  }

  async #sync(sync: ReturnType<typeof syncRequest.parse>): Promise<Answer> {
    if (!this.#isOpen(sync)) return refused('hello');
    if (JSON.stringify(sync).length > this.limits.maxBytes) return { status: 413 };
    const demand = this.#demanded();
    if (demand !== null && demand !== 'snapshot') return refused(demand);
    const before = this.stream.replica?.acked.seq ?? 0;
    const taken = await this.stream.take({ ...sync, entries: sync.entries.slice(0, this.most) });
    if (taken === 'new-epoch') return refused(taken);
    const acked = this.stream.replica?.acked.seq ?? 0;
    const fresh = sync.entries.filter(({ entry }) => entry.seq > before && this.rejects(entry.seq));
    return ok({
      acked,
      want: demand ?? taken,
      ...this.#terms(),
      rejected: fresh.map(({ entry }) => ({ seq: entry.seq, code: 'malformed' })),
    });
  }

  #snapshot(snapshot: ReturnType<typeof snapshotRequest.parse>): Answer {
    if (!this.#isOpen(snapshot)) return refused('hello');
    const whole = this.stream.assemble(snapshot);
    return ok({ want: whole ? 'none' : 'snapshot', ...this.#terms() });
  }

  #bye(bye: ReturnType<typeof byeRequest.parse>): Answer {
    if (bye.session !== this.session) return refused('hello');
    this.session = null;
    this.stopped = true;
    return ok({ hubTime: this.#clock.now() });
  }

  #isOpen({ session, instance, epoch }: { session: string; instance: string; epoch: string }): boolean {
    return session === this.session && instance === this.#instance && epoch === this.stream.replica?.epoch;
  }

  #demanded(): TestHub['demand'] {
    const { demand } = this;
    this.demand = null;
    return demand;
  }

  #terms() {
    return { leaseMs: this.leaseMs, syncMs: this.syncMs, hubTime: this.#clock.now() };
  }
}

function ok(body: unknown): Answer {
  return { status: 200, body };
}

function refused(want: 'hello' | 'new-epoch' | 'conflict'): Answer {
  return { status: 409, body: { want } };
}

function textOf({ body = '', headers }: HttpRequest): string {
  if (typeof body === 'string') return body;
  return (headers?.['content-encoding'] === 'gzip' ? gunzipSync(body) : Buffer.from(body)).toString();
}

function response({ status, headers = {}, body }: Answer): HttpResponse {
  const text = typeof body === 'string' ? body : JSON.stringify(body ?? null);
  async function* bytes() {
    yield new TextEncoder().encode(text);
  }
  return { status, headers, body: bytes() };
}
