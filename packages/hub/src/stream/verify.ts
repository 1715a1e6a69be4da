import {
  type ChainedEntry,
  canonicalJson,
  entryId,
  type Hash,
  type JournalEntry,
  type Json,
  nextChain,
  shortHash,
} from '@hale/core';
import {
  journalEntry,
  MAX_ENTRY_BYTES,
  type Point,
  type Rejection,
  type SentEntry,
} from '@hale/protocol/sync';

/** One entry of a sync, with its place proven. */
export interface Verified {
  readonly seq: number;
  readonly chain: string;
  /** As it came, with fields that this hub does not know; or why it cannot be taken. */
  readonly taken: ChainedEntry | { readonly code: Rejection['code']; readonly body: string };
}

export type Verification =
  | { readonly kind: 'verified'; readonly entries: readonly Verified[] }
  /** It is not in its place: the sender has made a mistake. */
  | { readonly kind: 'disordered'; readonly path: string; readonly expected: string };

/**
 * Recomputes the chain over entries as they came: what this hub does not know of an entry counts as well, for a newer agent's chain
 * would look forked without it.
 */
export async function verify(
  {
    epoch,
    base,
    entries,
  }: { readonly epoch: string; readonly base: Point; readonly entries: readonly SentEntry[] },
  hash: Hash,
): Promise<Verification> {
  const verified: Verified[] = [];
  let { seq, chain } = base;
  for (const [index, { entry, outputHash: expired }] of entries.entries()) {
    seq += 1;
    if (entry.seq !== seq) return disordered(index, 'seq', String(seq));
    if (entry.epoch !== epoch) return disordered(index, 'epoch', 'the epoch of the request');
    const { core, output } = parted(entry);
    const coreHash = await shortHash(core, hash);
    const outputHash = expired ?? (await shortHash(output, hash));
    chain = await nextChain(chain, seq, coreHash, outputHash, hash);
    verified.push({
      seq,
      chain,
      taken: await taken(entry, { size: core.length + output.length, coreHash, outputHash, chain }, hash),
    });
  }
  return { kind: 'verified', entries: verified };
}

/** As the sender parts it: see `link` of the core. */
function parted(entry: SentEntry['entry']): { readonly core: string; readonly output: string } {
  const { container, ...rest } = entry;
  if (!isRecord(container)) return { core: canonical(entry), output: '' };
  const { output = null, ...facts } = container;
  return {
    core: canonical({ ...rest, container: facts }),
    output: typeof output === 'string' ? output : '',
  };
}

async function taken(
  entry: SentEntry['entry'],
  { size, ...proof }: Omit<ChainedEntry, 'entry'> & { readonly size: number },
  hash: Hash,
): Promise<Verified['taken']> {
  const refused = (code: Rejection['code']) => ({ code, body: JSON.stringify(entry) });
  if (size > MAX_ENTRY_BYTES) return refused('too-large');
  if (!isEntry(entry)) return refused('malformed');
  if (entry.id !== (await entryId(entry.epoch, entry.seq, hash))) return refused('foreign-id');
  return { ...proof, entry };
}

/** Its cause may be one that only a newer hale knows. */
function isEntry(entry: unknown): entry is JournalEntry {
  return journalEntry.safeParse(entry).success;
}

function canonical(parsed: unknown): string {
  return isJson(parsed) ? canonicalJson(parsed) : '';
}

/** What came as JSON is nothing else. */
function isJson(parsed: unknown): parsed is Json {
  return parsed !== undefined;
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function disordered(index: number, field: 'seq' | 'epoch', expected: string): Verification {
  return { kind: 'disordered', path: `entries.${index}.entry.${field}`, expected };
}
