import { createHash } from 'node:crypto';
import { CHAIN_DIGITS } from '@hale/core';
import * as z from 'zod';
import type { Disk } from './disk.ts';
import type { Arrival } from './receiver.ts';
import type { Truth } from './truth.ts';

/** A promise that was broken, by its number in the design. */
export interface Violation {
  readonly invariant: string;
  readonly atMs: number;
  readonly what: string;
}

const stream = z.looseObject({
  epoch: z.string().nullable(),
  acked: z.looseObject({ seq: z.int() }),
  stateSeq: z.int(),
});

interface StreamRow {
  readonly agent: string;
  readonly epoch: string | null;
  readonly acked: number;
  readonly stateSeq: number;
}

const own = z.looseObject({ id: z.string(), subject: z.string(), to: z.string() });

/** A lease with the least that a hub may ask for. */
const LEASE_MS = 55_000;

/** The grace of a hub that has begun, a lease, and what is on its way. */
const MISSED_WITHIN_MS = 3 * LEASE_MS + 30_000;

const MAX_VIOLATIONS = 20;

/** Looks at the hub's disk after each step, and remembers what it said before. */
export class Checker {
  readonly violations: Violation[] = [];
  readonly #disk: Disk;
  readonly #truth: Truth;
  readonly #now: () => number;
  #position = 0;
  #hubUpSince = 0;
  #clockSetAt = 0;
  /** Of each agent's epoch, the seqs that are on the hub's disk. */
  #stored = new Map<string, Set<number>>();
  readonly #streams = new Map<string, StreamRow>();
  /** What agents were told is stored. */
  readonly #acked = new Map<string, number>();
  /** The same, of what the hub has had an older disk since. */
  readonly #forgotten = new Map<string, number>();
  readonly #lapses: { readonly from: number; readonly to: number }[] = [];
  #chains = new Map<string, { readonly seq: number; readonly chain: string }>();
  readonly #heardAt = new Map<string, number>();
  /** Entries of the hub's own. */
  readonly #own = new Set<string>();
  #checked = 0;

  constructor(disk: Disk, truth: Truth, now: () => number) {
    this.#disk = disk;
    this.#truth = truth;
    this.#now = now;
  }

  hubIsUp(): void {
    this.#hubUpSince = this.#now();
  }

  /** Who is not there has to be missed. */
  missed(agent: string, downSince: number): void {
    const since = Math.max(downSince, this.#hubUpSince, this.#clockSetAt, this.#heardAt.get(agent) ?? 0);
    const [lease] = this.#disk.rows(`select state from lease where agent = '${agent}'`);
    if (this.#now() - since > MISSED_WITHIN_MS && lease?.['state'] === 'live')
      this.broken('I8', `${agent} has been gone for ${this.#now() - since} ms, and is not missed`);
  }

  clockWasSet(): void {
    this.#clockSetAt = this.#now();
  }

  /** What was taken was said in the session that is open. */
  inSession(agent: string, session: string): void {
    const [row] = this.#disk.rows(`select session from stream where agent = '${agent}'`);
    if (row?.['session'] !== session) this.broken('I7', `${agent} was heard in a session that is over`);
  }

  heard(agent: string): void {
    this.#heardAt.set(agent, this.#now());
  }

  acked(agent: string, epoch: string, seq: number): void {
    const key = `${agent} ${epoch}`;
    this.#acked.set(key, Math.max(this.#acked.get(key) ?? 0, seq));
    this.step();
    if (!this.#isWhole(key, seq)) this.broken('I1', `${key}: ${seq} was acknowledged and is not stored`);
  }

  /** The hub's disk is an older one now: it may know less, until agents that still have it have sent it again. */
  restored(backupAt: number): void {
    for (const [key, seq] of this.#acked)
      this.#forgotten.set(key, Math.max(this.#forgotten.get(key) ?? 0, seq));
    this.#acked.clear();
    this.#lapses.push({ from: backupAt, to: this.#now() });
    this.#position = 0;
    this.#stored = new Map();
    this.#chains = new Map();
    this.#streams.clear();
  }

  /** Whether the hub has forgotten, with its disk, what was told then. */
  isForgotten(at: number): boolean {
    return this.#lapses.some(({ from, to }) => from <= at && at <= to);
  }

  /** Whatever holds at every moment. */
  step(): void {
    this.#entries();
    this.#monotonic();
  }

  told(arrivals: readonly Arrival[]): void {
    for (const { id, subject, to } of arrivals.slice(this.#checked)) {
      if (!this.#truth.hasId(id) && !this.#own.has(id))
        this.broken('I9', `${subject} was told to be ${to} by ${id}, which nobody has written`);
    }
    this.#checked = arrivals.length;
  }

  /** Nothing is declared lost where nothing was put back or copied. */
  noLosses(): void {
    for (const { epoch, from_seq, to_seq } of this.#disk.rows('select * from gap'))
      this.broken('I4', `${String(epoch)}: ${String(from_seq)} to ${String(to_seq)} is declared lost`);
  }

  /** Everything that was ever acknowledged is there. */
  whole(holds: (agent: string, epoch: string, seq: number) => boolean): void {
    for (const [key, seq] of this.#acked)
      if (!this.#isWhole(key, seq))
        this.broken('I1', `${key}: not all of 1 to ${seq} is stored, or declared lost`);
    // Of what neither side has any more nobody can say that it was.
    for (const [key, seq] of this.#forgotten) {
      const [agent = '', epoch = ''] = key.split(' ');
      if (!this.#isWhole(key, seq, (missing) => !holds(agent, epoch, missing)))
        this.broken('I1', `${key}: not all of 1 to ${seq} is there again, or declared lost`);
    }
  }

  #entries(): void {
    const rows = this.#disk.rows(
      `select * from transition where position > ${this.#position} order by position`,
    );
    for (const row of rows) {
      const position = Number(row['position']);
      if (position !== this.#position + 1)
        this.broken('I3', `position ${position} follows ${this.#position}`);
      this.#position = position;
      const agent = String(row['agent']);
      if (agent === '') this.#ownEntry(row);
      else {
        const key = `${agent} ${String(row['epoch'])}`;
        const seqs = this.#stored.get(key) ?? new Set();
        const seq = Number(row['seq']);
        if (seqs.has(seq)) this.broken('I3', `${key}: ${seq} is stored twice`);
        this.#stored.set(key, seqs.add(seq));
        this.#follows(key, row);
        if (!this.#truth.holds(agent, row))
          this.broken('I2', `${key} ${seq} is not what the agent has written`);
      }
    }
  }

  /** All that is stored of an epoch is of one line. */
  #follows(key: string, row: Readonly<Record<string, unknown>>): void {
    const [seq, core, output, chain] = [
      Number(row['seq']),
      row['core_hash'],
      row['output_hash'],
      row['chain'],
    ];
    const before = this.#chains.get(key) ?? { seq: 0, chain: '0'.repeat(CHAIN_DIGITS) };
    this.#chains.set(key, { seq, chain: String(chain) });
    if (before.seq !== seq - 1) return;
    const text = `${before.chain} ${seq} ${String(core)} ${String(output)}`;
    const expected = createHash('sha256').update(text).digest('hex').slice(0, CHAIN_DIGITS);
    if (chain !== expected) this.broken('I2', `${key}: ${seq} does not follow ${before.seq}`);
  }

  #ownEntry(row: Readonly<Record<string, unknown>>): void {
    const { id, subject, to } = own.parse(JSON.parse(String(row['body'])));
    // A disk that was put back tells of it once more.
    if (this.#own.has(id)) return;
    this.#own.add(id);
    const agent = /^agent\/(\w+)$/.exec(subject)?.[1];
    if (agent === undefined || to !== 'unknown') return;
    // Nobody is missed for what was not heard because the hub was not there.
    const listenedFor = this.#now() - Math.max(this.#hubUpSince, this.#heardAt.get(agent) ?? 0);
    if (listenedFor < LEASE_MS) this.broken('I8', `${agent} is lost after ${listenedFor} ms of silence`);
  }

  #monotonic(): void {
    for (const row of this.#disk.rows('select agent, body from stream')) {
      const agent = String(row['agent']);
      const { epoch, acked, stateSeq } = stream.parse(JSON.parse(String(row['body'])));
      const now: StreamRow = { agent, epoch, acked: acked.seq, stateSeq };
      const before = this.#streams.get(now.agent);
      if (before?.epoch === now.epoch) {
        if (now.acked < before.acked) this.broken('I6', `${now.agent}: acked ${before.acked} → ${now.acked}`);
        if (now.stateSeq < before.stateSeq)
          this.broken('I6', `${now.agent}: state ${before.stateSeq} → ${now.stateSeq}`);
      }
      this.#streams.set(now.agent, now);
    }
  }

  #isWhole(key: string, upTo: number, isExcused = (_seq: number): boolean => false): boolean {
    const seqs = this.#stored.get(key);
    const [agent = '', epoch = ''] = key.split(' ');
    let gaps: readonly Readonly<Record<string, unknown>>[] | null = null;
    for (let seq = 1; seq <= upTo; seq += 1) {
      if (seqs?.has(seq) || isExcused(seq)) continue;
      gaps ??= this.#disk.rows(`select * from gap where agent = '${agent}' and epoch = '${epoch}'`);
      if (!gaps.some((gap) => Number(gap['from_seq']) <= seq && seq <= Number(gap['to_seq']))) return false;
    }
    return true;
  }

  broken(invariant: string, what: string): void {
    if (this.violations.length < MAX_VIOLATIONS) this.violations.push({ invariant, atMs: this.#now(), what });
  }
}
