import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import * as z from 'zod';

/** An entry of a journal as it lies on disk, on either side. */
export const storedRow = z.object({
  epoch: z.string(),
  seq: z.int(),
  subject: z.string(),
  body: z.string(),
  output: z.string().nullable(),
  core_hash: z.string(),
  output_hash: z.string(),
  chain: z.string(),
});
export type StoredRow = z.infer<typeof storedRow>;

/** Who is what, by the entry that said so last. */
export type Beliefs = ReadonlyMap<string, string>;

/** What an agent has on its disk. */
export interface AgentLedger {
  /** What the hub calls it. */
  readonly agent: string;
  /** The public part of its token. */
  readonly key: string;
  readonly rows: readonly StoredRow[];
  readonly tip: { readonly epoch: string; readonly seq: number; readonly chain: string };
  readonly beliefs: Beliefs;
}

const identity = z.looseObject({ agent: z.string(), token: z.string() });
const tip = z.object({ epoch: z.string(), seq: z.int(), chain: z.string() });
const last = z.looseObject({ id: z.string(), to: z.string() });
const subjectRow = z.object({ subject: z.string(), last: z.string() });

/** Also while the agent runs. `rows`: whether to read the whole journal. */
export function agentLedger(data: string, { rows }: { readonly rows: boolean }): AgentLedger {
  const [folder] = readdirSync(data, { withFileTypes: true }).filter((each) => each.isDirectory());
  const home = join(data, folder?.name ?? '');
  const { agent, token } = identity.parse(JSON.parse(readFileSync(join(home, 'hub.json'), 'utf8')));
  using db = new DatabaseSync(join(home, 'agent.db'), { readOnly: true, timeout: 10_000 });
  db.exec('begin');
  return {
    agent,
    key: token.split('_')[2] ?? '',
    rows: rows ? z.array(storedRow).parse(db.prepare(`select ${COLUMNS} from transition`).all()) : [],
    tip: tip.parse(db.prepare('select epoch, seq, chain from state').get()),
    beliefs: beliefsOf(db.prepare('select subject, last from subject').all()),
  };
}

export const COLUMNS = Object.keys(storedRow.shape).join(', ');

/** Without those that are not there any more. */
export function beliefsOf(rows: readonly unknown[]): Beliefs {
  const said = rows.map((row) => subjectRow.parse(row));
  const known = said.map(({ subject, last: text }) => ({ subject, ...last.parse(JSON.parse(text)) }));
  return new Map(known.filter(({ to }) => to !== 'removed').map(({ subject, id }) => [subject, id]));
}
