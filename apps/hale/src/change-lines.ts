import { changeRecord, type Watch } from '@hale/agent';
import { createFold } from './screen/fold.ts';
import { shortName } from './screen/name.ts';
import { sentence } from './screen/sentence.ts';
import { columnsOf, printable } from './screen/text.ts';
import type { Session } from './session.ts';

const MAX_NAME_COLUMNS = 24;

/** One line for each change, until the watch ends. JSON is never folded: it has every transition. */
export async function printChanges(
  watch: Watch,
  { dated }: { readonly dated: boolean },
  session: Session,
): Promise<void> {
  const { io, engine, json, paint } = session;
  const fold = createFold();
  let nameColumns = 0;
  for await (const transition of watch) {
    if (json) {
      const mark = engine.simulated ? { simulated: true } : {};
      await io.stdout.write(`${JSON.stringify({ ...changeRecord(transition), ...mark })}\n`);
      continue;
    }
    const told = fold(transition);
    if (told === null) continue;
    nameColumns = Math.min(
      MAX_NAME_COLUMNS,
      Math.max(nameColumns, columnsOf(printable(shortName(told.subject)))),
    );
    const reason = watch.engine.error?.message;
    const text = sentence(told, { width: Number.POSITIVE_INFINITY, paint, nameColumns, dated, reason });
    await io.stdout.write(`${engine.simulated ? paint('doubt', 'SIMULATED  ') : ''}${text}\n`);
  }
}
