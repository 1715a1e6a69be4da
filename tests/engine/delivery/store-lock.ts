import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';

/** Holds the only lock for writing of an agent's store, as a stuck back-up would. Gives back how to let go. */
export function lockStore(data: string): () => void {
  const [folder] = readdirSync(data, { withFileTypes: true }).filter((each) => each.isDirectory());
  const db = new DatabaseSync(join(data, folder?.name ?? '', 'agent.db'), { timeout: 10_000 });
  db.exec('begin immediate');
  return () => {
    db.exec('rollback');
    db.close();
  };
}
