import type { Watch } from '@hale/agent';
import { changeRecord } from '@hale/api';
import type { JournalEntry } from '@hale/core';
import { createFold } from './screen/fold.ts';
import { shortName } from './screen/name.ts';
import { type Change, sentence } from './screen/sentence.ts';
import { columnsOf, printable } from './screen/text.ts';
import type { Session, SettingsSession } from './session.ts';

const MAX_NAME_COLUMNS = 24;
/** Of a host and of what is on it. */
const MAX_FLEET_NAME_COLUMNS = 40;

/** One line for each change, until the watch ends. JSON is never folded: it has every transition. */
export async function printChanges(
  watch: Watch,
  { dated }: { readonly dated: boolean },
  session: Session,
): Promise<void> {
  const { io, engine, json, paint } = session;
  const say = changeLines({ dated, mostNameColumns: MAX_NAME_COLUMNS }, session);
  for await (const transition of watch) {
    if (json) {
      const mark = engine.simulated ? { simulated: true } : {};
      await io.stdout.write(`${JSON.stringify({ ...changeRecord(transition), ...mark })}\n`);
      continue;
    }
    const text = say(transition, watch.engine.error?.message);
    if (text !== null)
      await io.stdout.write(`${engine.simulated ? paint('doubt', 'SIMULATED  ') : ''}${text}\n`);
  }
}

/** The same of what a hub hears, each with its host. */
export async function printFleetChanges(
  entries: AsyncIterable<JournalEntry>,
  session: SettingsSession,
): Promise<void> {
  const { io, json } = session;
  const say = changeLines({ dated: true, mostNameColumns: MAX_FLEET_NAME_COLUMNS }, session);
  for await (const entry of entries) {
    const text = json ? JSON.stringify({ host: entry.host ?? null, ...changeRecord(entry) }) : say(entry);
    if (text !== null) await io.stdout.write(`${text}\n`);
  }
}

interface LineForm {
  readonly dated: boolean;
  readonly mostNameColumns: number;
}

/** Puts changes into lines whose columns are aligned as far as they are known; `null`: it is said by another one. */
function changeLines(
  { dated, mostNameColumns }: LineForm,
  { paint }: Pick<SettingsSession, 'paint'>,
): (change: Change, reason?: string) => string | null {
  const fold = createFold();
  let nameColumns = 0;
  return (change, reason) => {
    const told = fold(change);
    if (told === null) return null;
    const name = printable(shortName(told.subject, change.host));
    nameColumns = Math.min(mostNameColumns, Math.max(nameColumns, columnsOf(name)));
    const named = change.host === undefined ? told : { ...told, host: change.host };
    return sentence(named, { width: Number.POSITIVE_INFINITY, paint, nameColumns, dated, reason });
  };
}
