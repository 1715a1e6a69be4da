import type { Transition } from '../transition.ts';

/** A place in a journal, and the chain's value there. */
export interface Tip {
  /** One incarnation of a journal: a random name. */
  readonly epoch: string;
  /** Of the last entry; 0 before the first. */
  readonly seq: number;
  /** 32 hexadecimal digits: see `append`. */
  readonly chain: string;
}

/** A transition with its place in the journal. */
export interface JournalEntry extends Transition {
  readonly epoch: string;
  /** From 1, without holes. */
  readonly seq: number;
  /** Made of epoch and seq, so that it is the same wherever and however often the entry is told. */
  readonly id: string;
  /** When `from` had begun, epoch milliseconds; `null` where that is not known. */
  readonly fromAt: number | null;
  /** On a hub: the host whose agent has told it, as people call it. Never set by an agent. */
  readonly host?: string;
}

/** An entry and what proves it. */
export interface ChainedEntry {
  readonly entry: JournalEntry;
  /** Of the entry's canonical JSON without its output. */
  readonly coreHash: string;
  /** Apart, so that output can expire and the chain still holds. */
  readonly outputHash: string;
  readonly chain: string;
}
