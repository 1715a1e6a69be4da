import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { systemHash } from '../system/hash.ts';
import { aContainer, NOON } from '../testing/container.ts';
import type { Transition } from '../transition.ts';
import { transitionContainer } from '../transition-container.ts';
import {
  append,
  CHAIN_DIGITS,
  type Dated,
  entryId,
  ID_DIGITS,
  link,
  newJournal,
  nextChain,
} from './append.ts';
import type { ChainedEntry } from './entry.ts';

function dated(n: number, output: string | null = null): Dated {
  const container = { ...transitionContainer(aContainer(), 'unhealthy'), output };
  const transition: Transition = {
    at: NOON + n,
    subject: 'container/web',
    from: 'healthy',
    to: 'unhealthy',
    cause: 'health_status',
    container,
  };
  return { transition, fromAt: n === 0 ? null : NOON + n - 1 };
}

const three = [dated(0), dated(1, 'refused\n'), dated(2)];

describe('append', () => {
  it('numbers entries from 1 without a hole, and goes on where it left off', async () => {
    const start = newJournal('epoch');
    const once = await append(start, three, systemHash);
    expect(once.map(({ entry }) => entry.seq)).toEqual([1, 2, 3]);
    expect(once[1]?.entry).toMatchObject({ ...three[1]?.transition, fromAt: NOON, epoch: 'epoch', seq: 2 });

    const [first] = await append(start, three.slice(0, 1), systemHash);
    const tip = { epoch: 'epoch', seq: 1, chain: first?.chain ?? '' };
    expect([first, ...(await append(tip, three.slice(1), systemHash))]).toEqual(once);
  });

  it('adds nothing to a journal when there is nothing', async () => {
    expect(await append(newJournal('epoch'), [], systemHash)).toEqual([]);
  });

  it('proves each entry by all before it', async () => {
    const honest = await append(newJournal('epoch'), three, systemHash);
    const forged = await append(newJournal('epoch'), [dated(7), ...three.slice(1)], systemHash);
    expect(forged[2]?.coreHash).toBe(honest[2]?.coreHash);
    expect(forged[2]?.chain).not.toBe(honest[2]?.chain);
  });

  it('holds without an output that has expired', async () => {
    const [first, second] = await append(newJournal('epoch'), three, systemHash);
    expect(first && second && (await recomputed(first.chain, second))).toBe(second?.chain);
    expect(second?.outputHash).not.toBe(first?.outputHash);
    const bare = second && (await link(first?.chain ?? '', withoutOutput(second), systemHash));
    expect(bare?.coreHash).toBe(second?.coreHash);
    expect(bare?.chain).not.toBe(second?.chain);
  });

  it('chains what is no container as well', async () => {
    const engine: Transition = {
      at: NOON,
      subject: 'engine',
      from: null,
      to: 'unknown',
      cause: 'engine-lost',
    };
    const [entry] = await append(newJournal('epoch'), [{ transition: engine, fromAt: null }], systemHash);
    expect(entry?.entry).not.toHaveProperty('container');
    expect(entry?.chain).toMatch(/^[0-9a-f]{32}$/);
  });

  it('breaks at any changed member, whichever it is', async () => {
    const [honest] = await append(newJournal('epoch'), [dated(1, 'refused')], systemHash);
    if (!honest?.entry.container) throw new Error('no entry');
    const { entry } = honest;
    const { container } = honest.entry;
    const members = Object.keys(entry).filter((name) => name !== 'container');
    const facts = Object.keys(container);
    const changed = [
      ...members.map((name) => ({ ...entry, [name]: 'other' })),
      ...facts.map((name) => ({ ...entry, container: { ...container, [name]: 'other' } })),
    ];
    for (const other of changed)
      expect((await link(newJournal('epoch').chain, other, systemHash)).chain).not.toBe(honest.chain);
    expect(changed).toHaveLength(members.length + facts.length);
  });
});

describe('entryId', () => {
  it(`is ${ID_DIGITS} letters and digits, the same each time`, async () => {
    const id = await entryId('epoch', 1, systemHash);
    expect(id).toMatch(/^[0-9a-v]{26}$/);
    expect(await entryId('epoch', 1, systemHash)).toBe(id);
  });

  it('is another for another place', async () => {
    const place = fc.tuple(fc.stringMatching(/^[0-9a-f]{1,32}$/), fc.nat());
    await fc.assert(
      fc.asyncProperty(place, place, async ([epochA, seqA], [epochB, seqB]) => {
        fc.pre(epochA !== epochB || seqA !== seqB);
        expect(await entryId(epochA, seqA, systemHash)).not.toBe(await entryId(epochB, seqB, systemHash));
      }),
    );
  });

  it('keeps its length when the hash begins with zeros', async () => {
    const low = () => Promise.resolve('0'.repeat(63).concat('1'));
    expect(await entryId('epoch', 1, low)).toBe('1'.padStart(ID_DIGITS, '0'));
  });
});

it('a new journal stands before its first entry', () => {
  expect(newJournal('epoch')).toEqual({ epoch: 'epoch', seq: 0, chain: '0'.repeat(CHAIN_DIGITS) });
});

function recomputed(before: string, { entry, coreHash, outputHash }: ChainedEntry): Promise<string> {
  return nextChain(before, entry.seq, coreHash, outputHash, systemHash);
}

function withoutOutput({ entry }: ChainedEntry): ChainedEntry['entry'] {
  return entry.container ? { ...entry, container: { ...entry.container, output: null } } : entry;
}
