import { CHAIN_DIGITS, type Hash, shortHash } from '@hale/core';

/** Of nothing at all. */
export const EMPTY_STATE = '0'.repeat(CHAIN_DIGITS);

/** A subject's part in the digest of a state. */
export async function stateMark(subject: string, lastId: string, hash: Hash): Promise<string> {
  return shortHash(`${lastId} ${subject}`, hash);
}

/**
 * A digest with a mark put in, or taken out again: the same marks give the same digest in whatever order they came, so that a hub can
 * keep up with one change at a time.
 */
export function toggleMark(digest: string, mark: string): string {
  return (BigInt(`0x${digest}`) ^ BigInt(`0x${mark}`)).toString(16).padStart(CHAIN_DIGITS, '0');
}

/** Of everything that is believed, without those that were removed. Equal digests, equal beliefs. */
export async function stateDigest(
  subjects: Iterable<{ readonly subject: string; readonly last: { readonly id: string } }>,
  hash: Hash,
): Promise<string> {
  let digest = EMPTY_STATE;
  for (const { subject, last } of subjects)
    digest = toggleMark(digest, await stateMark(subject, last.id, hash));
  return digest;
}
