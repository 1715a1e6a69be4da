import type { JournalEntry } from '@hale/core';
import type { SentEntry } from '@hale/protocol/sync';
import type { StoredEntry } from '@hale/store';
import { maskSecrets } from '@hale/transport';

/** Whether an output may be seen elsewhere. */
export type MayLeave = (output: string) => boolean;

/** A secret in it would be kept by the hub, and masked it would not be what the chain has proven: so all of it stays. */
export function holdsNoSecret(output: string): boolean {
  return maskSecrets(output) === output;
}

/** What of an entry leaves this machine: all of it but an output that has to stay. */
export function shown(entry: JournalEntry, mayLeave: MayLeave): JournalEntry {
  const { container } = entry;
  if (!container || container.output === null || mayLeave(container.output)) return entry;
  return { ...entry, container: { ...container, output: null } };
}

/** An entry on its way. `hashOfNothing`: of an empty output. An output that has expired, or stays, is proven by its hash. */
export function outgoing(
  { entry, outputHash }: Pick<StoredEntry, 'entry' | 'outputHash'>,
  mayLeave: MayLeave,
  hashOfNothing: string,
): SentEntry {
  const leaves = shown(entry, mayLeave);
  const withheld = (leaves.container?.output ?? '') === '' && outputHash !== hashOfNothing;
  return { entry: { ...leaves }, ...(withheld && { outputHash }) };
}
