/**
 * Does watching slow the engine down? Times `rename`, each of which the engine tells all its clients, without hale and with it.
 *
 *   node -C @hale/source bench/rename/main.ts [ENGINE] [RENAMES]
 *
 * ENGINE is one of the rig's (default docker-26.1), and root is needed. The last row is the contrast: a client that opens the event
 * stream and does not read it, which is what hale must never be.
 */
import { connect } from 'node:net';
import { IN_COMPOSE, LONG_LABEL, renames, untilHeard } from '../../tests/engine/delivery/flood.ts';
import { Receiver } from '../../tests/engine/delivery/receiver.ts';
import { setStage, WEBHOOK } from '../../tests/engine/delivery/stage.ts';
import { lockStore } from '../../tests/engine/delivery/store-lock.ts';
import { startEngine } from '../../tests/engine/rig/engine.ts';
import { engineNames } from '../../tests/engine/rig/installed.ts';
import { median } from '../quantile.ts';

const [asked, count = '3000'] = process.argv.slice(2);
const name = engineNames.find((known) => known === asked) ?? 'docker-26.1';
const RENAMES = Number(count);
/** Each of them takes 100 ms. */
const RENAMES_OF_CONTRAST = 100;
/** dockerd keeps 1,024 events for a client that does not read, its socket some more. */
const RENAMES_BEFORE_CONTRAST = 1_500;

await using engine = await startEngine(name);
const { id } = await engine.runContainer({ labels: { ...LONG_LABEL, ...IN_COMPOSE } });
const herald = await engine.runContainer();
const time = async (count = RENAMES): Promise<number> => median(await renames(engine.socket, id, count));

await time(200);
const rows: (readonly [string, number])[] = [['without hale', await time()]];
{
  await using receiver = await Receiver.open();
  await using stage = await setStage(engine, receiver);
  stage.agent.start();
  await stage.agent.untilWatching();
  rows.push(['with hale', await time()]);
}
{
  await using receiver = await Receiver.open();
  await using stage = await setStage(engine, receiver, { unread: true });
  stage.agent.start();
  await stage.agent.untilWatching();
  await untilHeard(engine.socket, herald.id, () => receiver.bodies(WEBHOOK).length > 0);
  receiver.block();
  rows.push(['with hale, its receivers and its output blocked', await time()]);
  const unlock = lockStore(stage.data);
  rows.push(['and its store locked by another process', await time()]);
  unlock();
}
rows.push(['without hale again', await time()]);
{
  const idle = connect(engine.socket);
  idle.write('GET /events HTTP/1.1\r\nHost: docker\r\n\r\n');
  idle.pause();
  await time(RENAMES_BEFORE_CONTRAST);
  rows.push(['with a client that does not read its stream', await time(RENAMES_OF_CONTRAST)]);
  idle.destroy();
}

const [, base] = rows[0] ?? ['', Number.NaN];
process.stdout.write(`${name}, ${RENAMES} renames a row, median of each\n`);
for (const [what, ms] of rows)
  process.stdout.write(`${ms.toFixed(2).padStart(8)} ms  ${(ms / base).toFixed(2).padStart(6)}x  ${what}\n`);
