import * as z from 'zod';
import type { Disk } from './disk.ts';

/** What agents have really written, whatever became of it later. */
export class Truth {
  /** By agent, epoch and seq: each text that was on its disk. A disk that was put back can have two. */
  readonly #entries = new Map<string, Set<string>>();
  readonly #ids = new Set<string>();
  readonly #read = new Map<Disk, number>();
  readonly #seen = new Map<
    Disk,
    readonly { readonly position: number; readonly key: string; readonly text: string }[]
  >();

  get size(): number {
    return this.#entries.size;
  }

  /** Reads what is new on an agent's disk. */
  see(agent: string, disk: Disk): void {
    const after = this.#read.get(disk) ?? 0;
    for (const row of disk.rows(
      `select position, epoch, seq, body, output from transition where position > ${after}`,
    )) {
      const key = keyOf(agent, row);
      this.#entries.set(key, (this.#entries.get(key) ?? new Set()).add(textOf(row)));
      this.#ids.add(idOf(row));
      const position = Number(row['position']);
      this.#read.set(disk, position);
      this.#seen.set(disk, [...(this.#seen.get(disk) ?? []), { position, key, text: textOf(row) }]);
    }
  }

  /** The disk has been put back: it goes on from there. What was on it was on it. */
  putBack(disk: Disk): void {
    this.#read.set(disk, lastPosition(disk));
  }

  /** The disk had lied: what is gone was never on it. */
  forget(disk: Disk): void {
    const last = lastPosition(disk);
    const seen = this.#seen.get(disk) ?? [];
    for (const { position, key, text } of seen) if (position > last) this.#entries.get(key)?.delete(text);
    this.putBack(disk);
  }

  holds(agent: string, row: Row): boolean {
    return this.#entries.get(keyOf(agent, row))?.has(textOf(row)) ?? false;
  }

  hasId(id: string): boolean {
    return this.#ids.has(id);
  }
}

function lastPosition(disk: Disk): number {
  return Number(disk.rows('select coalesce(max(position), 0) as position from transition')[0]?.['position']);
}

const written = z.looseObject({ id: z.string() });

type Row = Readonly<Record<string, unknown>>;

function keyOf(agent: string, row: Row): string {
  return `${agent} ${String(row['epoch'])} ${String(row['seq'])}`;
}

function textOf(row: Row): string {
  return `${String(row['body'])} ${String(row['output'])}`;
}

function idOf(row: Row): string {
  return written.parse(JSON.parse(String(row['body']))).id;
}
