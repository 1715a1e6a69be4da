import { tipStands } from '../journal.ts';
import { type Change, changeOutbox } from '../outbox.ts';
import { silencesStand } from '../silences.ts';
import { describeAgents } from './agents.ts';
import { writeBelieved } from './believed.ts';
import { epochsFree, writeEpochs } from './epochs.ts';
import type { HubBatch } from './hub-store.ts';
import { placesFree, writeJournal } from './journal.ts';
import { keepGaps, keepRejected } from './losses.ts';
import { writeParts } from './snapshot-parts.ts';
import { versionsStand, writeLeases, writeStreams } from './streams.ts';

/** What a batch was made from, and what it writes. */
export function changeOf(batch: HubBatch): Change {
  const { fences = [], streams = [], leases = [], agents = [], own, silences } = batch;
  const outbox = changeOutbox({ deliveries: batch.deliveries ?? [], settled: batch.settled ?? [] });
  return {
    guards: [
      ...versionsStand('stream', [...fences, ...streams]),
      ...versionsStand('lease', leases),
      ...epochsFree(batch),
      ...placesFree(batch),
      ...(own ? [tipStands(own.tip)] : []),
      ...(silences === undefined ? [] : [silencesStand(silences)]),
      ...outbox.guards,
    ],
    statements: [
      ...writeEpochs(batch),
      ...writeStreams(streams),
      ...writeLeases(leases),
      ...describeAgents(agents),
      ...writeJournal(batch),
      ...writeBelieved(batch),
      ...keepGaps(batch.gaps ?? []),
      ...keepRejected(batch.rejected ?? []),
      ...writeParts(batch),
      ...outbox.statements,
    ],
  };
}
