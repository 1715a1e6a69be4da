import { append, type ChainedEntry, type Json, link, newJournal } from '@hale/core';
import { MAX_ENTRY_BYTES, type SentEntry } from '@hale/protocol/sync';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { aChange } from '../testing/agent.ts';
import { instantHash } from '../testing/hub.ts';
import { type Verification, type Verified, verify } from './verify.ts';

const epoch = 'epoch-of-an-agent';
const base = { seq: 0, chain: newJournal(epoch).chain };

function journal(count = 3): Promise<readonly ChainedEntry[]> {
  const changes = Array.from({ length: count }, (_, n) =>
    aChange('web', 'unhealthy', { n, output: `said ${n}` }),
  );
  return append(newJournal(epoch), changes, instantHash);
}

/** As it comes: through JSON. */
function sent({ entry }: Pick<ChainedEntry, 'entry'>, change: object = {}): SentEntry {
  return JSON.parse(JSON.stringify({ entry: { ...entry, ...change } })) as SentEntry;
}

const verified = (entries: readonly SentEntry[]) => verify({ epoch, base, entries }, instantHash);

function entriesOf(verification: Verification): readonly Verified[] {
  if (verification.kind !== 'verified') throw new Error(verification.path);
  return verification.entries;
}

const codes = (verification: Verification) =>
  entriesOf(verification).map(({ taken }) => ('code' in taken ? taken.code : 'taken'));

describe('the chain', () => {
  it('is the sender’s own, entry by entry', async () => {
    const made = await journal();
    const came = entriesOf(await verified(made.map((each) => sent(each))));
    expect(came.map(({ taken }) => taken)).toEqual(made);
    expect(came.map(({ seq, chain }) => [seq, chain])).toEqual(
      made.map(({ entry, chain }) => [entry.seq, chain]),
    );
  });

  it('holds over an output that has expired there', async () => {
    const [first] = await journal(1);
    const { entry, outputHash, chain } = first!;
    const expired = sent({ entry: { ...entry, container: { ...entry.container!, output: null } } });
    const [came] = entriesOf(await verified([{ ...expired, outputHash }]));
    expect(came).toMatchObject({ chain, taken: { outputHash } });
  });

  it('counts whatever a newer agent says, and it is kept', () => {
    const unknown = fc.dictionary(fc.stringMatching(/^x[a-z]{0,5}$/), fc.jsonValue({ maxDepth: 2 }), {
      minKeys: 1,
      maxKeys: 4,
      noNullPrototype: true,
    });
    return fc.assert(
      fc.asyncProperty(unknown, unknown, async (ofEntry, ofContainer) => {
        const [{ entry }] = (await journal(1)) as [ChainedEntry];
        const newer = { ...entry, ...ofEntry, container: { ...entry.container!, ...ofContainer } };
        const made = await link(base.chain, newer, instantHash);
        const [came] = entriesOf(await verified([sent(made)]));
        expect(came?.chain).toBe(made.chain);
        expect(came?.taken).toMatchObject({ entry: sent(made).entry as Json & object });
        const [stripped] = entriesOf(await verified([sent({ entry })]));
        expect(stripped?.chain).not.toBe(made.chain);
      }),
      { numRuns: 50 },
    );
  });

  it.each([
    ['another output', { container: { output: 'else' } }],
    ['another condition', { to: 'healthy' }],
    ['another cause', { cause: 'else' }],
  ])('is another one with %s', async (_, change) => {
    const [first] = await journal(1);
    const [came] = entriesOf(await verified([sent(first!, change)]));
    expect(came?.chain).not.toBe(first?.chain);
  });
});

describe('an entry that cannot be taken', () => {
  const malformed: readonly (readonly [string, object])[] = [
    ['of a condition that nobody knows', { to: 'mad' }],
    ['of no subject', { subject: '' }],
    ['of no time', { at: 'noon' }],
    ['of a time that nobody will see', { at: 253_402_300_800_000 }],
    ['of half a container', { container: { id: 'x' } }],
    ['of a container that is none', { container: 'web' }],
    ['with an output that is none', { container: { output: 7 } }],
  ];
  it.each(malformed)('%s is malformed, and those after it are taken', async (_, change) => {
    const [first, second] = await journal(2);
    const came = await verified([sent(first!, change), sent(second!)]);
    expect(codes(came)).toEqual(['malformed', 'taken']);
    const [{ taken }] = entriesOf(came) as [Verified];
    expect(taken).toMatchObject({ body: JSON.stringify(sent(first!, change).entry) });
  });

  it('by another place’s id is foreign', async () => {
    const [first, second] = await journal(2);
    expect(codes(await verified([sent(first!, { id: second?.entry.id }), sent(second!)]))).toEqual([
      'foreign-id',
      'taken',
    ]);
  });

  it('is too large from one character on', async () => {
    const [{ entry }] = (await journal(1)) as [ChainedEntry];
    const sized = async (chars: number) =>
      codes(await verified([sent({ entry }, { pad: 'x'.repeat(chars) })]));
    const said = entry.container?.output?.length ?? 0;
    const { output: _, ...facts } = entry.container!;
    const rest = JSON.stringify({ ...entry, container: facts, pad: '' }).length + said;
    expect(await sized(MAX_ENTRY_BYTES - rest)).toEqual(['taken']);
    expect(await sized(MAX_ENTRY_BYTES - rest + 1)).toEqual(['too-large']);
  });
});

it.each([
  ['a hole', [0, 2], 'entries.1.entry.seq', '2'],
  ['a repeat', [0, 0], 'entries.1.entry.seq', '2'],
  ['the wrong order', [1, 0], 'entries.0.entry.seq', '1'],
])('%s is the sender’s mistake', async (_, order, path, expected) => {
  const made = await journal();
  expect(await verified(order.map((n) => sent(made[n]!)))).toEqual({ kind: 'disordered', path, expected });
});

it('so is an entry of another journal', async () => {
  const [first] = await journal(1);
  expect(await verified([sent(first!, { epoch: 'epoch-of-another' })])).toMatchObject({
    kind: 'disordered',
    path: 'entries.0.entry.epoch',
  });
});
