import type { SyncRequest } from '@hale/protocol/sync';
import type { Stream } from '@hale/store/hub';
import type { Verified } from './verify.ts';

export type Replicated =
  /** The chain is another one than the hub has: the journal has to begin anew. */
  | { readonly want: 'new-epoch' }
  /** There is a hole before these entries. */
  | { readonly want: 'resend' }
  | { readonly want: null; readonly fresh: readonly Verified[]; readonly acked: Stream['acked'] };

/** What of a sync is new, if it follows what the hub has. What it has already must be the same. */
export function replicate(
  { acked }: Pick<Stream, 'acked'>,
  { base, tip }: Pick<SyncRequest, 'base' | 'tip'>,
  verified: readonly Verified[],
): Replicated {
  if (tip < acked.seq) return { want: 'new-epoch' };
  if (base.seq > acked.seq) return { want: 'resend' };
  const places = [base, ...verified];
  const same = places.find(({ seq }) => seq === acked.seq);
  if (same !== undefined && same.chain !== acked.chain) return { want: 'new-epoch' };
  const fresh = verified.filter(({ seq }) => seq > acked.seq);
  const last = fresh.at(-1);
  return { want: null, fresh, acked: last ? { seq: last.seq, chain: last.chain } : acked };
}
