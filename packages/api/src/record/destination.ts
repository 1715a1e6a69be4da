import type { Delivery, Destination } from '@hale/protocol';
import type { DestinationView } from '@hale/transport';
import type { ListedDelivery } from '../listing/deliveries.ts';
import type { ListedDestination } from '../listing/listing.ts';
import { iso } from './iso.ts';

/** A destination as the API has it. `view`: what this process knows of it, if anything. */
export function destinationRecord(
  { name, transport, standing, waiting, dead }: ListedDestination,
  view?: Pick<DestinationView, 'lastOutcome'>,
): Destination {
  const last = view?.lastOutcome ?? null;
  return {
    name,
    transport,
    state: standing.kind,
    because: standing.kind === 'disabled' ? standing.because : null,
    until: standing.kind === 'resting' ? iso(standing.until) : null,
    waiting,
    givenUp: dead,
    lastOutcome: last && { kind: last.kind, because: last.code, at: iso(last.at) },
  };
}

export function deliveryRecord({
  want,
  told,
  due,
  attempts,
  failing,
  inDoubt,
  givenUp,
}: ListedDelivery): Delivery {
  return {
    subject: want.subject,
    want: { entry: want.id, condition: want.to, at: iso(want.at) },
    told: told && { entry: told.id, condition: told.condition, at: iso(told.at) },
    due: due === null ? null : iso(due),
    attempts,
    failing: failing && { since: iso(failing.since), because: failing.code },
    inDoubt,
    givenUp,
  };
}
