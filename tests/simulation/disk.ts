import { DatabaseSync } from 'node:sqlite';
import type { Sql } from '@hale/store';
import { sqlOver } from '@hale/store/sqlite';
import type { Life } from './life.ts';

/** Whether the process dies around a batch: before it is on disk, or after and before anybody learns of it. */
export type Mishap = () => 'before' | 'after' | null;

/** Batches after which a disk that lies has really written what it said was written. */
const LIES_FOR = 12;

/** A real SQLite, in memory, that outlives the processes that use it, and can be put back to what it was. */
export class Disk {
  #db = new DatabaseSync(':memory:');
  /** It says yes before it has written: what was said last is gone with the power. */
  readonly #lies: boolean;
  #written: Uint8Array | null = null;
  #since = 0;

  constructor(lies = false) {
    this.#lies = lies;
  }

  /** What one process sees of it. `onDeath`: it has died around a batch. */
  open(life: Life, mishap: Mishap = () => null, onDeath: () => void = () => undefined): Sql {
    const sql = sqlOver(this.#db, 'disk');
    return {
      query: (statement) => life.ask(() => sql.query(statement)),
      batch: (statements, guards) =>
        life.ask(async () => {
          const death = mishap();
          if (death === 'before') {
            onDeath();
            return 'conflict';
          }
          const outcome = await sql.batch(statements, guards);
          this.#wrote();
          if (death === 'after') onDeath();
          return outcome;
        }),
      close: () => Promise.resolve(),
    };
  }

  /** What a power cut leaves. */
  cutPower(): void {
    if (this.#written) this.restore(this.#written);
  }

  image(): Uint8Array {
    return this.#db.serialize();
  }

  restore(image: Uint8Array): void {
    this.#db.close();
    this.#db = new DatabaseSync(':memory:');
    this.#db.deserialize(image);
  }

  /** For who looks from outside. */
  rows(sql: string): readonly Readonly<Record<string, unknown>>[] {
    return this.#db.prepare(sql).all();
  }

  /** Of what is believed of an agent some is gone, and the digest is another. */
  spoil(agent: string): void {
    this.#db
      .prepare('delete from believed where rowid in (select rowid from believed where agent = ? limit 1)')
      .run(agent);
    this.#db
      .prepare("update stream set body = json_set(body, '$.digest', ?) where agent = ?")
      .run('0'.repeat(32), agent);
  }

  #wrote(): void {
    if (!this.#lies) return;
    this.#since += 1;
    if (this.#since < LIES_FOR) return;
    this.#since = 0;
    this.#written = this.image();
  }
}
