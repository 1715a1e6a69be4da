import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { systemHash } from '@hale/core/system';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { verifyJournal } from '../verify-journal.ts';
import { openAgentStore } from './open-agent-store.ts';

const KILLS = 20;
const writer = fileURLToPath(new URL('../testing/committing-process.ts', import.meta.url));

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'hale-kill-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

/** Starts a writer, and kills it once it has said so many commits; resolves to the last seq that it has said. */
async function killAfter(commits: number): Promise<number> {
  const child = spawn(process.execPath, ['-C', '@hale/source', writer, folder], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const exit = once(child, 'exit');
  let said = 0;
  let last = 0;
  for await (const line of createInterface({ input: child.stdout })) {
    last = Number(line);
    said += 1;
    if (said === commits) child.kill('SIGKILL');
  }
  expect(await exit).toEqual([null, 'SIGKILL']);
  return last;
}

it(`after each of ${KILLS} kills the store is whole, and nothing is missing of what was said to be there`, async () => {
  for (let kill = 0; kill < KILLS; kill += 1) {
    const said = await killAfter(1 + ((kill * 7) % 31));
    // The lock of the dead is no lock, and a damaged file would be said.
    const { store, sql, notes } = await openAgentStore(folder);
    expect(notes).toEqual([]);
    const { tip, subjects } = await store.load();
    expect(tip?.seq).toBeGreaterThanOrEqual(said);
    expect(await verifyJournal(sql, systemHash)).toEqual({ entries: tip?.seq, breach: null });
    // What is committed together is there together.
    const [row] = await store.deliveries('ops', ['container/web']);
    expect([subjects[0]?.last.seq, row?.want.seq, row?.version]).toEqual([
      tip?.seq,
      tip?.seq,
      (tip?.seq ?? 0) / 2,
    ]);
    await store.close();
  }
}, 120_000);
