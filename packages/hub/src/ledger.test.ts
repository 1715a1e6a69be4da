import { NewsCaller } from '@hale/api';
import { HaleError, type JournalEntry, newJournal, plan, TOLD_BY_DEFAULT } from '@hale/core';
import { anEntry, NOON } from '@hale/core/testing';
import type { HubBatch, HubIdentity } from '@hale/store/hub';
import { beforeEach, describe, expect, it } from 'vitest';
import { Counts } from './counts.ts';
import { type Findings, Ledger, type LedgerOptions } from './ledger.ts';
import { agentChange } from './own-entries.ts';
import type { Tidings } from './teller.ts';
import { instantHash } from './testing/hub.ts';
import { aRecord } from './testing/record.ts';

const agent = `agent/${aRecord().agent.id}`;
const web = anEntry('unhealthy', { subject: `${agent}/container/web` });
const lost = agentChange(aRecord(), 'unknown', 'lease', NOON);
const row = plan(null, web, 'ops', TOLD_BY_DEFAULT, NOON);
if (row === null) throw new Error('it is told');

let batches: HubBatch[];
let asked: Tidings[];
let wakes: number;
let taken: boolean | HaleError;
let tip: HubIdentity['tip'];
let news: NewsCaller;
beforeEach(() => {
  [batches, asked, wakes, taken, tip, news] = [[], [], 0, true, newJournal('own-epoch'), new NewsCaller()];
});

/** A ledger over a store that takes what is `taken`, if it follows the tip. */
function aLedger(planned: object = { silences: 3, deliveries: [], settled: [] }): Ledger {
  const store = {
    hub: async () => ({ id: 'hub', since: NOON, tip }),
    commit: async (batch: HubBatch) => {
      if (taken instanceof HaleError) throw taken;
      if (batch.own && batch.own.tip.seq !== tip.seq) return false;
      batches.push(batch);
      const last = batch.own?.entries.at(-1);
      if (taken && last) tip = { ...tip, seq: last.entry.seq, chain: last.chain };
      return taken;
    },
  };
  const teller = {
    plan: async (tidings: Tidings) => {
      asked.push(tidings);
      return planned;
    },
  };
  return new Ledger({
    store,
    teller,
    clock: { now: () => NOON },
    hash: instantHash,
    news,
    counts: new Counts(),
    wake: () => {
      wakes += 1;
    },
  } as unknown as LedgerOptions);
}

const ids = (entries: readonly JournalEntry[]) => entries.map(({ subject, to }) => `${subject} ${to}`);

describe('people are told', () => {
  it('what was known before, what was reported, and what the hub has found out: in that order', async () => {
    const again = [anEntry('crashed', { subject: `${agent}/container/db` })];
    const missed = [anEntry('unknown', { subject: 'fleet' })];
    await aLedger().write({ batch: {}, again, missed, reported: [web], own: [lost] });
    expect(asked.map(({ news }) => ids(news))).toEqual([
      [`${agent}/container/db crashed`, `${agent}/container/web unhealthy`, `${agent} unknown`],
    ]);
    expect(asked[0]?.missed).toEqual(missed);
    expect(batches).toMatchObject([
      { silences: 3, deliveries: [], own: { entries: [{ entry: { seq: 1 } }] } },
    ]);
  });

  it('nothing, where the agent tells and the hub keeps it to itself', async () => {
    const findings: Findings = {
      batch: {},
      reported: [web],
      tellsReported: false,
      own: [lost],
      tellsOwn: false,
    };
    expect(await aLedger().write(findings)).toBe(true);
    expect(asked).toEqual([]);
    expect(batches[0]).not.toHaveProperty('silences');
  });

  it('no more of what is dropped, unless it is planned anew', async () => {
    await aLedger().write({ batch: {}, dropped: [row] });
    expect(batches[0]).toMatchObject({ settled: [row] });
    const planned = { silences: 3, deliveries: [row], settled: [] };
    await aLedger(planned).write({ batch: {}, dropped: [row], reported: [web] });
    expect(batches[1]).toMatchObject({ deliveries: [row] });
    expect(batches[1]).not.toHaveProperty('settled');
  });
});

describe('who waits for news', () => {
  const heard: string[][] = [];
  beforeEach(() => {
    heard.length = 0;
    const listening = news as unknown as { grown(entries: readonly JournalEntry[]): void };
    listening.grown = (entries) => heard.push(ids(entries));
  });

  it('hears of all that is written, told or not', async () => {
    await aLedger().write({ batch: {}, reported: [web], tellsReported: false, own: [lost], tellsOwn: false });
    expect([heard, wakes]).toEqual([[[`${agent}/container/web unhealthy`, `${agent} unknown`]], 1]);
  });

  it('hears nothing of what was not written', async () => {
    taken = false;
    expect(await aLedger().write({ batch: {}, reported: [web], own: [lost] })).toBe(false);
    expect([heard, wakes]).toEqual([[], 0]);
  });
});

describe('the hub’s own entries', () => {
  it('follow one another, however many are found out at once', async () => {
    const ledger = aLedger();
    const written = await Promise.all(
      Array.from({ length: 200 }, () => ledger.write({ batch: {}, own: [lost] })),
    );
    expect(new Set(written)).toEqual(new Set([true]));
    expect(tip.seq).toBe(200);
  });

  it('go on after one that could not be written', async () => {
    const ledger = aLedger();
    taken = new HaleError('storage', 'the disk is full');
    await expect(ledger.write({ batch: {}, own: [lost] })).rejects.toThrow('the disk is full');
    taken = true;
    expect(await ledger.write({ batch: {}, own: [lost] })).toBe(true);
  });

  it('are none that somebody else has written meanwhile', async () => {
    const written = aLedger().lookAndWrite(async () => {
      tip = { ...tip, seq: 7 };
      return { batch: {}, missed: [web] };
    });
    expect(await written).toBe(false);
  });
});

it('says why the last batch could not be written, until one is', async () => {
  const ledger = aLedger();
  taken = new HaleError('storage', 'the disk is full');
  await expect(ledger.write({ batch: {} })).rejects.toThrow('the disk is full');
  expect(ledger.failure).toBe('the disk is full');
  taken = false;
  await ledger.write({ batch: {} });
  expect(ledger.failure).toBeNull();
});
