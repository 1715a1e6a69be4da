import { Silencer, takeListing } from '@hale/api';
import { EXIT } from '../../failure.ts';
import { openRecords } from '../../records.ts';
import type { Session } from '../../session.ts';
import { listRecord } from './list-record.ts';
import { listText } from './list-text.ts';

/** `hale notify list`: each destination, what waits for it, and what was given up. */
export async function notifyList(session: Session): Promise<number> {
  const { io, json, paint, settings } = session;
  const store = await openRecords(session);
  try {
    const now = io.clock.now();
    const configured = settings.destinations.map(({ name, transport }) => ({
      name,
      transport: transport.id,
    }));
    const silencer = new Silencer({ store, destinations: settings.destinations, now: () => now });
    const listing = { ...(await takeListing(store, configured, now)), silences: await silencer.list() };
    const width = io.stdout.isTerminal ? io.stdout.size.columns : Number.POSITIVE_INFINITY;
    const text = json
      ? JSON.stringify(listRecord(listing))
      : listText(listing, { now, width, paint }).join('\n');
    await io.stdout.write(`${text}\n`);
    return EXIT.ok;
  } finally {
    await store.close();
  }
}
