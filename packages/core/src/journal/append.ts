import type { Hash } from '../hash.ts';
import type { Transition } from '../transition.ts';
import { canonicalJson } from './canonical.ts';
import type { ChainedEntry, JournalEntry, Tip } from './entry.ts';

/** Hexadecimal digits that are kept of a hash in the chain: 128 bits. */
export const CHAIN_DIGITS = 32;
/** Letters and digits of an entry's id: 130 bits. */
export const ID_DIGITS = 26;

/** A journal that holds nothing yet. `epoch`: a name that no other journal has had. */
export function newJournal(epoch: string): Tip {
  return { epoch, seq: 0, chain: '0'.repeat(CHAIN_DIGITS) };
}

/** What the journal knows of a transition besides the transition itself. */
export interface Dated {
  readonly transition: Transition;
  readonly fromAt: number | null;
}

/**
 * The entries that come next, each proven by all before it: `chain = H(chain before, seq, coreHash, outputHash)`. A hole, a fork or
 * a changed entry breaks it.
 */
export async function append(
  tip: Tip,
  added: readonly Dated[],
  hash: Hash,
): Promise<readonly ChainedEntry[]> {
  const chained: ChainedEntry[] = [];
  let { seq, chain } = tip;
  for (const { transition, fromAt } of added) {
    seq += 1;
    const id = await entryId(tip.epoch, seq, hash);
    const entry: JournalEntry = { ...transition, fromAt, epoch: tip.epoch, seq, id };
    const next = await link(chain, entry, hash);
    chain = next.chain;
    chained.push(next);
  }
  return chained;
}

/** Proves one entry on top of the chain's value before it. */
export async function link(chain: string, entry: JournalEntry, hash: Hash): Promise<ChainedEntry> {
  const { container, ...rest } = entry;
  const { output = null, ...facts } = container ?? {};
  const coreHash = await shortHash(canonicalJson(container ? { ...rest, container: facts } : rest), hash);
  const outputHash = await shortHash(output ?? '', hash);
  return {
    entry,
    coreHash,
    outputHash,
    chain: await nextChain(chain, entry.seq, coreHash, outputHash, hash),
  };
}

/** What holds without the entry itself: enough to verify a journal whose output has expired. */
export function nextChain(
  chain: string,
  seq: number,
  coreHash: string,
  outputHash: string,
  hash: Hash,
): Promise<string> {
  return shortHash(`${chain} ${seq} ${coreHash} ${outputHash}`, hash);
}

/** The id of the entry at a place: the same again after any restart. */
export async function entryId(epoch: string, seq: number, hash: Hash): Promise<string> {
  return BigInt(`0x${await hash(`${epoch} ${seq}`)}`)
    .toString(32)
    .padStart(52, '0')
    .slice(-ID_DIGITS);
}

/** The first 128 bits of a hash, in hexadecimal digits: as a chain has them. */
export async function shortHash(text: string, hash: Hash): Promise<string> {
  return (await hash(text)).slice(0, CHAIN_DIGITS);
}
