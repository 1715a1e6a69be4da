import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import * as z from 'zod';
import { type Beliefs, beliefsOf, COLUMNS, storedRow } from './agent-ledger.ts';

const hubRow = storedRow.extend({ agent: z.string(), position: z.int() });
export type HubRow = z.infer<typeof hubRow>;

const gapRow = z.object({ epoch: z.string(), from_seq: z.int(), to_seq: z.int() });
const streamBody = z.looseObject({
  epoch: z.string().nullable(),
  acked: z.looseObject({ seq: z.int(), chain: z.string() }),
});
const leaseRow = z.object({ state: z.string() });
const bodyRow = z.object({ body: z.string() });
const feedRow = z.object({ feed_position: z.int(), position: z.int() });

/** What the hub has on its disk. Also while it runs. */
export class HubLedger implements Disposable {
  readonly #db: DatabaseSync;

  constructor(data: string) {
    this.#db = new DatabaseSync(join(data, 'hub', 'hub.db'), { readOnly: true, timeout: 10_000 });
    this.#db.exec('begin');
  }

  /** All journals in the order of their writing; the hub's own is that of the agent ``. */
  rows(): readonly HubRow[] {
    const all = this.#db
      .prepare(`select agent, position, ${COLUMNS} from transition order by position`)
      .all();
    return z.array(hubRow).parse(all);
  }

  gaps(): readonly z.infer<typeof gapRow>[] {
    return z.array(gapRow).parse(this.#db.prepare('select epoch, from_seq, to_seq from gap').all());
  }

  count(table: 'agent' | 'rejected' | 'dead_letter'): number {
    return Number(this.#db.prepare(`select count(*) as count from ${table}`).get()?.['count']);
  }

  stream(agent: string): z.infer<typeof streamBody> {
    const row = bodyRow.parse(this.#db.prepare('select body from stream where agent = ?').get(agent));
    return streamBody.parse(JSON.parse(row.body));
  }

  lease(agent: string): string {
    return leaseRow.parse(this.#db.prepare('select state from lease where agent = ?').get(agent)).state;
  }

  beliefs(agent: string): Beliefs {
    return beliefsOf(this.#db.prepare('select subject, last from believed where agent = ?').all(agent));
  }

  /** Entries that its receiver has still to be handed. */
  untold(): number {
    const row = this.#db.prepare('select feed_position, position from destination, state').get();
    const { feed_position, position } = feedRow.parse(row);
    return position - feed_position;
  }

  [Symbol.dispose](): void {
    this.#db.close();
  }
}
