import type { ContainerSpec } from '@hale/core/simulate';
import { createMemoryStore } from '@hale/store/memory';
import { afterEach, expect, test } from 'vitest';
import { Subjects } from './subjects.ts';
import { anAgent, passTime } from './testing/agent.ts';
import { aTestEngine } from './testing/engine.ts';
import { Lives } from './testing/lives.ts';
import { receivers } from './testing/receiver.ts';
import { inWords } from './testing/words.ts';

/* What others get wrong, each at a thread that anyone can read. */

const PROBE_MS = 1_000;
const WEB: ContainerSpec = {
  name: 'web',
  healthcheck: { test: ['CMD', 'true'], intervalMs: PROBE_MS, retries: 2 },
  finding: { exitCode: 0, output: 'ok', durationMs: 1 },
  program: "trap 'exit 0' TERM; sleep infinity",
  was: { status: 'running', forMs: 60_000 },
};

const ends: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const end of ends.splice(0)) await end();
});

/** An agent beside an engine whose own time passes, and who is told by it. */
async function beside(...containers: ContainerSpec[]) {
  const rig = aTestEngine(...containers);
  const life = new AbortController();
  const living = rig.engine.run(life.signal).catch(() => undefined);
  const { internet, to, all } = receivers({ chat: 'state' });
  const options = { store: createMemoryStore(), internet, destinations: all };
  const agent = await anAgent(rig, options);
  await agent.pass(2 * PROBE_MS);
  await agent.news();
  ends.push(async () => {
    await agent.stop();
    life.abort();
    await living;
  });
  return { ...agent, chat: to.chat, options };
}

/** Until whatever is to be told has been. */
const TOLD_MS = 120_000;

test('autoheal#98, portainer#13283, Pulse#1724: pause and stop turn the record to unhealthy, and that is no failure', async () => {
  const { engine, news, pass, chat } = await beside(WEB);
  await engine.act('web', { do: 'pause' });
  await pass(TOLD_MS);
  await engine.act('web', { do: 'unpause' });
  await pass(10);
  await engine.act('web', { do: 'stop' });
  await pass(TOLD_MS);
  expect((await news()).map((line) => line.replace('container/web ', ''))).toEqual([
    'healthy → paused by pause',
    'paused → healthy by unpause',
    'healthy → stopping by kill',
    'stopping → stopped by die',
  ]);
  expect(chat.heard).toEqual([]);
});

test('moby#46203, moby#36233: after unpause the engine says healthy once more, and that is no recovery', async () => {
  const { engine, news, pass, chat } = await beside(WEB);
  await engine.act('web', { do: 'pause' });
  await pass(5 * PROBE_MS);
  await engine.act('web', { do: 'unpause' });
  await pass(5 * PROBE_MS);
  expect(await news()).toHaveLength(2);
  expect(chat.heard).toEqual([]);
});

test('Uptime Kuma#4262, komodo#939: a recovery by way of a restart, through starting, is told all the same', async () => {
  const { engine, news, pass, chat } = await beside(WEB);
  await engine.act('web', { do: 'fail', output: 'refused' });
  await pass(3 * PROBE_MS);
  await engine.act('web', { do: 'pass' });
  await engine.act('web', { do: 'restart' });
  await pass(TOLD_MS);
  expect((await news()).at(-1)).toBe('container/web starting → healthy by health_status');
  expect(chat.heard).toEqual(['web unhealthy', 'web healthy after unhealthy']);
});

test('docker-socket-proxy#62, #148, dockhand#1610: a stream that is cut each minute is no news, and none is lost', async () => {
  const { engine, news, pass, chat, answer, calls } = await beside(WEB);
  calls.length = 0;
  for (let minute = 0; minute < 10; minute += 1) {
    answer(false);
    answer(true);
    await pass(60_000);
  }
  expect(calls.filter((call) => call.endsWith('/events')).length).toBeGreaterThanOrEqual(10);
  expect([await news(), chat.heard]).toEqual([[], []]);
  answer(false);
  await engine.act('web', { do: 'oom' });
  answer(true);
  await pass(100);
  expect(await news()).toEqual(['container/web healthy → oom-killed by die']);
});

test('DockMon#160, compose#10460: recreated under its name, it is the same and its failure ends', async () => {
  const { engine, news, pass, chat } = await beside(WEB);
  await engine.act('web', { do: 'oom' });
  await pass(100);
  await engine.act('web', { do: 'remove' });
  const { was: _, ...fresh } = WEB;
  engine.place(fresh);
  await pass(TOLD_MS);
  expect((await news()).at(-1)).toBe('container/web starting → healthy by health_status');
  expect(chat.heard).toEqual(['web oom-killed', 'web healthy after oom-killed']);
});

test('all that read attributes of events: labels that look like them change nothing', async () => {
  const labels = { exitCode: '0', signal: 'TERM', name: 'nobody', image: 'trusted', execID: 'x' };
  const { engine, news, pass } = await beside({ ...WEB, labels });
  await engine.act('web', { do: 'kill', signal: 'HUP' });
  await engine.act('web', { do: 'exit', code: 3 });
  await pass(100);
  expect((await news()).at(-1)).toMatch(/^container\/web \S+ → crashed by \w+$/);
});

test('docker-telegram-notifier#8, docksentry#2: a reload by HUP before a crash does not make it a stop', async () => {
  const { engine, news, pass, chat } = await beside({ ...WEB, program: "trap 'true' HUP; sleep infinity" });
  await pass(60_000);
  await engine.act('web', { do: 'kill', signal: 'HUP' });
  await pass(100);
  await engine.act('web', { do: 'exit', code: 137 });
  await pass(TOLD_MS);
  expect(await news()).toEqual(['container/web healthy → crashed by die']);
  expect(chat.heard).toEqual(['web crashed']);
});

test('Dozzle#4787, dockhand#737, #1165: an event for each probe, as Podman sends them, is one change at most', () => {
  const lives = new Lives();
  const subjects = new Subjects();
  const steps = [lives.create('a'), lives.happen('a', 'start')];
  for (const health of [
    'healthy',
    'healthy',
    'healthy',
    'unhealthy',
    'unhealthy',
    'healthy',
    'healthy',
  ] as const)
    steps.push(lives.happen('a', 'health_status', { health }));
  const told = steps.flatMap((step) => subjects.step(step)).map(({ transition }) => inWords(transition));
  expect(told.slice(2)).toEqual([
    'container/web running → healthy by health_status',
    'container/web healthy → unhealthy by health_status',
    'container/web unhealthy → healthy by health_status',
  ]);
});

test('arcbox-desktop#384: a host that shuts down ends everything with 137, unseen, and that is no crash', async () => {
  const first = await beside(WEB);
  const { chat, options } = first;
  await ends.pop()?.();
  await passTime(first, 30_000);
  await first.engine.act('web', { do: 'kill', signal: 'KILL' });
  await passTime(first, 30_000);
  const again = await anAgent(first, options);
  await again.pass(TOLD_MS);
  expect(await again.news()).toEqual(['container/web healthy → stopped by reconcile']);
  expect(chat.heard).toEqual([]);
  await again.stop();
});

test('Uptime Kuma#84, #1089: an engine out of sight is one message, not one for each container', async () => {
  const { answer, pass, chat } = await beside(WEB, { ...WEB, name: 'api' }, { ...WEB, name: 'db' });
  answer(false);
  await pass(30_000);
  expect(chat.heard).toEqual([]);
  await pass(60_000);
  expect(chat.heard).toEqual(['engine unknown']);
  answer(true);
  await pass(TOLD_MS);
  expect(chat.heard).toEqual(['engine unknown', 'engine running after unknown']);
});
