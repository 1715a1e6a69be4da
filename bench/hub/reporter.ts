import { createHash } from 'node:crypto';
import { gzipSync } from 'node:zlib';
import { append, type Dated, type Hash, type Http, type JournalEntry, newJournal } from '@hale/core';
import {
  EMPTY_STATE,
  GZIP_FROM_BYTES,
  type HelloRequest,
  helloAnswer,
  PROTOCOL,
  type SyncRequest,
  stateMark,
  syncAnswer,
  toggleMark,
} from '@hale/protocol/sync';

/** Of one agent. */
const CONTAINERS = 8;
const TIMEOUT_MS = 30_000;

/** How far a journal is, and what is believed by then. */
interface Place {
  readonly seq: number;
  readonly chain: string;
  readonly digest: string;
}

interface Packed {
  readonly body: string | Uint8Array;
  readonly headers: Readonly<Record<string, string>>;
}

/** A sync of one entry, and where it brings the hub. */
interface Report extends Packed {
  readonly after: Place;
}

export interface ReporterOptions {
  /** A name that no other journal has. */
  readonly epoch: string;
  /** Of the hub. */
  readonly url: string;
  readonly token: string;
  readonly http: Http;
}

/** An agent as its hub knows it. Its reports can be made long before they are sent. */
export class Reporter {
  /** Entries that the hub has said it holds. */
  acked = 0;
  readonly #options: ReporterOptions;
  readonly #instance: string;
  readonly #last = new Map<string, JournalEntry>();
  #session = '';
  #tip: Place;
  /** Where the hub is brought by all that was sent. */
  #sent: Place;
  readonly #made: Report[] = [];

  constructor(options: ReporterOptions) {
    this.#options = options;
    this.#instance = `process-of-${options.epoch}`;
    const { seq, chain } = newJournal(options.epoch);
    this.#tip = { seq, chain, digest: EMPTY_STATE };
    this.#sent = this.#tip;
  }

  async greet(): Promise<void> {
    const { seq, chain } = this.#tip;
    const hello: HelloRequest = {
      protocol: PROTOCOL,
      instance: this.#instance,
      epoch: this.#options.epoch,
      first: { seq, chain },
      tip: { seq, chain },
      earlier: [],
      host: { name: this.#options.epoch, os: 'linux', arch: 'x64', engine: 'Docker 29.1' },
      version: '1.2.3',
      remembers: 'disk',
      tells: 'hub',
      clock: clock(),
      dropped: { entries: 0, bytes: 0 },
      caps: [],
    };
    this.#session = helloAnswer.parse(await this.#post('hello', this.#packed(hello))).session;
  }

  /** Makes so many reports that `count` are there. */
  async prepare(count: number): Promise<void> {
    while (this.#made.length < count) this.#made.push(await this.#make());
  }

  /** Sends the next entry. */
  async report(): Promise<void> {
    const { after, ...packed } = this.#made.shift() ?? (await this.#make());
    this.#sent = after;
    await this.#sync(packed);
  }

  /** Says that it lives. */
  heartbeat(): Promise<void> {
    return this.#sync(this.#packed(this.#request(this.#sent, this.#sent, [])));
  }

  async #sync(packed: Packed): Promise<void> {
    const { acked, want } = syncAnswer.parse(await this.#post('sync', packed));
    if (acked !== this.#sent.seq || want !== 'none')
      throw new Error(`the hub has ${acked} of ${this.#sent.seq}, and wants ${want}`);
    this.acked = acked;
  }

  async #make(): Promise<Report> {
    const { epoch } = this.#options;
    const before = this.#tip;
    const change = this.#change(before.seq);
    const [chained] = await append({ ...before, epoch }, [change], instantHash);
    if (chained === undefined) throw new Error('nothing was appended');
    const { entry, chain } = chained;
    const { subject } = entry;
    const known = this.#last.get(subject);
    let { digest } = before;
    if (known) digest = toggleMark(digest, await stateMark(subject, known.id, instantHash));
    digest = toggleMark(digest, await stateMark(subject, entry.id, instantHash));
    this.#last.set(subject, entry);
    this.#tip = { seq: entry.seq, chain, digest };
    return { ...this.#packed(this.#request(before, this.#tip, [entry])), after: this.#tip };
  }

  /** Its containers become unhealthy and healthy again, one after another. */
  #change(seq: number): Dated {
    const service = `service-${seq % CONTAINERS}`;
    const subject = `container/shop/${service}/1`;
    const before = this.#last.get(subject);
    const to = before?.to === 'unhealthy' ? 'healthy' : 'unhealthy';
    return {
      transition: {
        at: Date.now(),
        subject,
        from: before?.to ?? null,
        to,
        cause: 'health_status',
        container: {
          id: createHash('sha256').update(`${this.#options.epoch} ${service}`).digest('hex'),
          name: `shop-${service}-1`,
          image: 'registry.example/shop/web:1.27',
          project: 'shop',
          service,
          createdAt: '2026-11-01T11:00:00.123456789Z',
          exitCode: null,
          failingStreak: to === 'unhealthy' ? 3 : 0,
          output: to === 'unhealthy' ? 'wget: server returned error: HTTP/1.1 503 Service Unavailable' : null,
        },
      },
      fromAt: before?.at ?? null,
    };
  }

  #request(base: Place, after: Place, entries: readonly JournalEntry[]): SyncRequest {
    return {
      session: this.#session,
      instance: this.#instance,
      epoch: this.#options.epoch,
      base: { seq: base.seq, chain: base.chain },
      entries: entries.map((entry) => ({ entry: { ...entry } })),
      tip: after.seq,
      digest: after.digest,
      queued: { entries: 0, bytes: 0, oldestAt: null },
      clock: clock(),
      engine: 'in-sight',
    };
  }

  /** As an agent packs: what is long is compressed. */
  #packed(message: object): Packed {
    const body = JSON.stringify(message);
    const headers = { authorization: `Bearer ${this.#options.token}`, 'content-type': 'application/json' };
    return body.length < GZIP_FROM_BYTES
      ? { body, headers }
      : { body: gzipSync(body), headers: { ...headers, 'content-encoding': 'gzip' } };
  }

  async #post(kind: 'hello' | 'sync', packed: Packed): Promise<unknown> {
    const { http, url } = this.#options;
    const { status, body } = await http({
      method: 'POST',
      url: `${url}/v1/${kind}`,
      timeoutMs: TIMEOUT_MS,
      ...packed,
    });
    const chunks: Uint8Array[] = [];
    for await (const chunk of body) chunks.push(chunk);
    const text = Buffer.concat(chunks).toString();
    if (status !== 200) throw new Error(`${kind}: ${status} ${text}`);
    return JSON.parse(text);
  }
}

/** Worker threads of Web Crypto would take turns with the hub. */
const instantHash: Hash = (text) => Promise.resolve(createHash('sha256').update(text).digest('hex'));

function clock(): SyncRequest['clock'] {
  return { wall: Date.now(), mono: performance.now() };
}
