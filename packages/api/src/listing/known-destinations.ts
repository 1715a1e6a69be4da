import type { DestinationState, Outbox } from '@hale/core';

/** Begins the name of another reader of the journal, a hub say, whose place is kept among those of destinations. */
const READER = '@';

/** The destinations that an outbox knows. */
export async function knownDestinations(
  outbox: Pick<Outbox, 'destinations'>,
): Promise<readonly DestinationState[]> {
  const states = await outbox.destinations();
  return states.filter(({ name }) => !name.startsWith(READER));
}
