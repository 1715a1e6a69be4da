/**
 * What does it cost a hub that all it acknowledges is on disk? So many agents at once report an entry each over HTTP, and others as soon
 * as they are answered: to a hub as it is, to one that commits each report alone, and to one without a disk.
 *
 *   node -C @hale/source bench/hub/main.ts [--seconds 5] [--agents 64] [--data FOLDER]
 *
 * In the long run a hub takes 5 messages a second of one agent, so there are many more agents than report at once. FOLDER is on the
 * disk in question: say which, where the checkout is not.
 */
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { availableParallelism, loadavg } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import * as z from 'zod';
import { fdatasyncMs } from './fdatasync.ts';
import { HubUnderLoad, type Slice } from './hub-under-load.ts';
import type { Storing } from './store.ts';
import { table } from './table.ts';

const ROUNDS = 3;
const WARM_UP_MS = 2_000;
const CACHE = fileURLToPath(new URL('../../node_modules/.cache', import.meta.url));

const { seconds, agents, data } = z
  .object({ seconds: z.coerce.number().positive(), agents: z.coerce.number().int().min(1), data: z.string() })
  .parse(
    parseArgs({
      options: {
        seconds: { type: 'string', default: '5' },
        agents: { type: 'string', default: '64' },
        data: { type: 'string', default: CACHE },
      },
    }).values,
  );
const [loadBefore = 0] = loadavg();
mkdirSync(data, { recursive: true });
const folder = mkdtempSync(join(data, 'bench-hub-'));

try {
  const diskMs = fdatasyncMs(folder);
  await using stack = new AsyncDisposableStack();
  const start = async (storing: Storing): Promise<HubUnderLoad> =>
    stack.use(await HubUnderLoad.start({ storing, folder: join(folder, storing), atOnce: agents }));
  const group = await start('group');
  const single = await start('single');
  const memory = await start('memory');
  const row = (what: string, take: (ms: number) => Promise<Slice>) => ({
    what,
    take,
    slices: Array<Slice>(),
  });
  const rows = [
    row('on disk before it is acknowledged', (ms) => group.reports(ms)),
    row('the same, each in a transaction of its own', (ms) => single.reports(ms)),
    row('the same, without a disk', (ms) => memory.reports(ms)),
    row('a heartbeat: no entry, but on disk', (ms) => group.heartbeats(ms)),
  ];
  for (const { take } of rows) await take(WARM_UP_MS);
  for (let round = 0; round < ROUNDS; round += 1)
    for (const { take, slices } of round % 2 === 0 ? rows : rows.toReversed())
      slices.push(await take(seconds * 1_000));

  const books = await Promise.all([group, single, memory].map((hub) => hub.books()));
  const sum = (of: 'acked' | 'stored'): number => books.reduce((all, book) => all + book[of], 0);
  const busiest = Math.max(...rows.flatMap(({ slices }) => slices.map(({ senderBusy }) => senderBusy)));
  const [loadAfter = 0] = loadavg();
  const cores = availableParallelism();
  process.stdout.write(`${agents} at once of ${group.agents} agents, median of ${ROUNDS} rounds of ${seconds} s
${table(rows)}
fdatasync of 4 KB: ${diskMs.toFixed(3)} ms; who sends is busy for ${(busiest * 100).toFixed(0)} % of the time at most
load ${loadBefore.toFixed(1)} before, ${loadAfter.toFixed(1)} after, ${cores} cores${loadBefore > cores / 2 ? ': others were at work' : ''}
entries acknowledged ${sum('acked')}, stored ${sum('stored')}
`);
  if (books.some(({ acked, stored }) => acked !== stored)) process.exitCode = 1;
} finally {
  rmSync(folder, { recursive: true, force: true });
}
