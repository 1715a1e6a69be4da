import type { ChainedEntry } from '@hale/core';

export interface StoredEntry extends ChainedEntry {
  /** In the order of writing, over all epochs. */
  readonly position: number;
}
