import { seededRandom } from '@hale/core/simulate';
import { createSimulatedClock } from '@hale/core/testing';
import { expect, test } from 'vitest';
import { instantHash } from '../testing/agent.ts';
import { ENROLMENT_TOKEN, type Exchange, HUB_URL, TestHub } from '../testing/hub.ts';
import { linked } from '../testing/linked.ts';
import { enrol } from './enrol.ts';

/** Beside the messages themselves, for every implementation of either side. `vitest -u` writes them: do so for a new version only. */
const FOLDER = new URL('../../../protocol/vectors/hale-sync-1/', import.meta.url).pathname;
const HOUR = 60 * 60_000;
const HOST = { name: 'server-1', os: 'linux', arch: 'amd64', engine: 'Docker 29.1.3' };

/** The life of an agent in which every message occurs. */
async function life(): Promise<readonly Exchange[]> {
  const clock = createSimulatedClock();
  const hub = new TestHub({ clock, hash: instantHash, random: seededRandom(2) });
  await enrol({ http: hub.http, url: HUB_URL, token: ENROLMENT_TOKEN }, HOST);
  const rig = await linked({ clock, hub, random: seededRandom(1), link: { host: HOST, tells: 'hub' } });
  const [created] = await rig.happen('a');
  await rig.happen('a', 'start');
  const container = created?.container;
  if (!container) throw new Error('nothing has happened');
  for (const output of ['HTTP 503\nno upstream', 'password=hunter22'])
    await rig.recorder.tell({
      at: clock.now() + HOUR,
      subject: created.subject,
      from: 'healthy',
      to: 'unhealthy',
      cause: 'health_status',
      container: { ...container, failingStreak: 3, output },
    });
  hub.protocol = { min: 2, max: 3 };
  rig.start();
  await rig.pass();
  hub.protocol = { min: 1, max: 1 };
  hub.rejects = (seq) => seq === 1;
  await rig.pass(HOUR);
  for (const demand of ['hello', 'conflict', 'new-epoch'] as const) {
    hub.demand = demand;
    await rig.pass(HOUR);
  }
  await rig.happen('b');
  await rig.stop();
  return hub.exchanges;
}

test('the link sends what the golden vectors hold, and the hub answers it', async () => {
  const exchanges = await life();
  const find = (path: string, fits: (exchange: Exchange) => boolean): Exchange => {
    const found = exchanges.find((exchange) => exchange.path.endsWith(`/${path}`) && fits(exchange));
    if (!found) throw new Error(`there is no such ${path}`);
    return found;
  };
  const taken = ({ status }: Exchange): boolean => status === 200;
  const refused =
    (want: string) =>
    ({ answer }: Exchange) =>
      JSON.stringify(answer) === `{"want":"${want}"}`;
  const [enrolled, hello, snapshot, sync, bye] = ['enrol', 'hello', 'snapshot', 'sync', 'bye'].map((path) =>
    find(path, taken),
  );
  const heartbeat = find('sync', ({ request }) => JSON.stringify(request['entries']) === '[]');
  const vectors: Readonly<Record<string, unknown>> = {
    'enrol-request': enrolled?.request,
    'enrol-answer': enrolled?.answer,
    'hello-request': hello?.request,
    'hello-answer': hello?.answer,
    'snapshot-request': snapshot?.request,
    'snapshot-answer': snapshot?.answer,
    'sync-request': sync?.request,
    'sync-answer': sync?.answer,
    'heartbeat-request': heartbeat.request,
    'heartbeat-answer': heartbeat.answer,
    'bye-request': bye?.request,
    'bye-answer': bye?.answer,
    '409-hello': find('sync', refused('hello')).answer,
    '409-conflict': find('sync', refused('conflict')).answer,
    '409-new-epoch': find('sync', refused('new-epoch')).answer,
    '426': find('hello', ({ status }) => status === 426).answer,
  };
  for (const [name, message] of Object.entries(vectors))
    await expect(`${JSON.stringify(message, null, 2)}\n`).toMatchFileSnapshot(`${FOLDER}${name}.json`);
});
