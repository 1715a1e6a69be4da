import type { ContainerSpec } from '@hale/core/simulate';
import { afterEach, describe, expect, test } from 'vitest';
import { alive, aTestEngine, listen } from './testing/engine.ts';
import { RECONCILE_MS, RELIST_MS } from './watch.ts';
import { watchContainer, watchContainers } from './watch-containers.ts';

const WEB: ContainerSpec = { name: 'web', was: { status: 'running', forMs: 60_000 } };
const DB: ContainerSpec = { name: 'db', was: { status: 'exited', exitCode: 1, agoMs: 5_000 } };

let stop = new AbortController();
afterEach(() => {
  stop.abort();
  stop = new AbortController();
});

/** Lets everything under way arrive. */
const SETTLE_MS = 50;

async function watching(...containers: ContainerSpec[]) {
  const rig = aTestEngine(...containers);
  const watch = watchContainers(rig.http, { clock: rig.clock, random: () => 0.5, signal: stop.signal });
  const { told, ended } = listen(watch);
  await rig.clock.advance(SETTLE_MS);
  const news = (): string[] => told.splice(0);
  return { ...rig, watch, news, ended };
}

test('begins with what is there', async () => {
  const { news, watch } = await watching(WEB, DB);
  expect(news().toSorted()).toEqual([
    'container/db null → crashed by baseline',
    'container/web null → running by baseline',
  ]);
  expect(watch.engine).toMatchObject({ sight: 'in-sight', error: null, engine: { kind: 'docker' } });
  expect(
    watch
      .containers()
      .map(({ container }) => container.name)
      .toSorted(),
  ).toEqual(['db', 'web']);
});

test('follows each change', async () => {
  const { news, engine, clock } = await watching(WEB);
  news();
  await engine.act('web', { do: 'pause' });
  await engine.act('web', { do: 'unpause' });
  await engine.act('web', { do: 'kill', signal: 'KILL' });
  await clock.advance(SETTLE_MS);
  expect(news()).toEqual([
    'container/web running → paused by pause',
    'container/web paused → running by unpause',
    'container/web running → stopping by kill',
    'container/web stopping → stopped by die',
  ]);
});

test('costs one inspect a change and one list a minute', async () => {
  const { calls, engine, clock } = await watching(WEB, DB);
  calls.length = 0;
  await engine.act('web', { do: 'pause' });
  await clock.advance(SETTLE_MS);
  expect(calls).toEqual([expect.stringMatching(/^GET \/containers\/[0-9a-f]{64}\/json$/)]);
  calls.length = 0;
  await clock.advance(RECONCILE_MS);
  expect(calls.filter((call) => !call.endsWith('/_ping'))).toEqual(['GET /containers/json']);
});

test('the engine away is unknown; back, what differs is told and what does not is not', async () => {
  const { news, engine, clock, answer, watch } = await watching(WEB, DB);
  news();
  answer(false);
  await clock.advance(SETTLE_MS);
  expect(news()).toEqual([
    'engine running → unknown by engine-lost',
    expect.stringMatching('→ unknown by engine-lost'),
    expect.stringMatching('→ unknown by engine-lost'),
  ]);
  expect(watch.engine).toMatchObject({ sight: 'lost', error: { code: 'unreachable' } });
  await engine.act('web', { do: 'pause' });
  answer(true);
  await clock.advance(60_000);
  expect(news().toSorted()).toEqual([
    'container/db unknown → crashed by reconcile',
    'container/web unknown → paused by pause',
    'engine unknown → running by engine-found',
  ]);
});

test('a list that fails is tried again soon', async () => {
  const rig = aTestEngine(WEB);
  let failing = true;
  const http: typeof rig.http = (request) =>
    rig.http(
      failing && request.url.includes('/containers/json')
        ? { ...request, url: `${request.url}&filters=nonsense` }
        : request,
    );
  const watch = watchContainers(http, { clock: rig.clock, random: () => 0.5, signal: stop.signal });
  const { told } = listen(watch);
  await rig.clock.advance(SETTLE_MS);
  expect(told).toEqual([]);
  expect(watch.engine.sight).toBe('looking');
  expect(watch.engine.error).not.toBeNull();
  failing = false;
  await rig.clock.advance(RELIST_MS);
  expect(told).toEqual(['container/web null → running by baseline']);
});

test('ends quietly, and leaves nothing behind', async () => {
  const { ended, clock } = await watching(WEB);
  stop.abort();
  await expect(ended).resolves.toBeUndefined();
  await clock.advance(0);
  expect(clock.sleepers).toBe(0);
});

test('leaving the loop ends it as well', async () => {
  const { clock, http } = aTestEngine(WEB);
  const leave = async (): Promise<string> => {
    for await (const { to } of watchContainers(http, { clock, random: () => 0.5 })) return to;
    return 'nothing';
  };
  const left = leave();
  await clock.advance(SETTLE_MS);
  expect(await left).toBe('running');
  await clock.advance(0);
  expect(clock.sleepers).toBe(0);
});

describe('one container', () => {
  const watchingOne = async (
    name: string,
    options: { pollMs?: number } = {},
    ...containers: ContainerSpec[]
  ) => {
    const rig = aTestEngine(...containers);
    const { told, ended } = listen(
      watchContainer(rig.http, name, {
        clock: rig.clock,
        random: () => 0.5,
        signal: stop.signal,
        ...options,
      }),
    );
    ended.catch(() => undefined);
    await rig.clock.advance(SETTLE_MS);
    return { ...rig, told, ended };
  };

  test('that does not exist', async () => {
    const { ended } = await watchingOne('nobody', {}, WEB);
    await expect(ended).rejects.toMatchObject({ code: 'not-found' });
  });

  test('whose engine does not answer', async () => {
    const { clock, http, answer } = aTestEngine(WEB);
    answer(false);
    const { ended } = listen(watchContainer(http, 'web', { clock, random: () => 0.5 }));
    await expect(ended).rejects.toMatchObject({ code: 'unreachable' });
  });

  test('until it stops', async () => {
    const { told, ended, engine, clock, calls } = await watchingOne('web', {}, WEB, DB);
    await engine.act('web', { do: 'exit', code: 3 });
    await clock.advance(SETTLE_MS);
    await ended;
    expect(told).toEqual([
      'container/web null → running by baseline',
      'container/web running → crashed by die',
    ]);
    expect(calls).not.toContain('GET /containers/json');
  });

  test('through its restarts', async () => {
    const always: ContainerSpec = { ...WEB, restart: { name: 'always', maximumRetries: 0 } };
    const { told, ...rig } = await watchingOne('web', {}, always);
    await alive(rig, async () => {
      await rig.engine.act('web', { do: 'exit', code: 3 });
      await rig.clock.advance(5_000);
    });
    expect(told.slice(1)).toEqual([
      'container/web running → crashed by die',
      'container/web crashed → restarting by inspect',
      'container/web restarting → running by start',
    ]);
  });

  test('removed by force', async () => {
    const { told, ended, engine, clock } = await watchingOne('web', {}, WEB);
    await engine.act('web', { do: 'remove' });
    await clock.advance(5_000);
    await ended;
    expect(told.slice(1)).toEqual([
      'container/web running → stopping by kill',
      'container/web stopping → stopped by die',
      'container/web stopped → removed by destroy',
    ]);
  });

  test('that does not run is over at once', async () => {
    const { told, ended } = await watchingOne('db', {}, WEB, DB);
    await ended;
    expect(told).toEqual(['container/db null → crashed by baseline']);
  });

  test('polled: no stream is read, and it is found out all the same', async () => {
    const { told, ended, engine, clock, calls } = await watchingOne('web', { pollMs: 1_000 }, WEB);
    await engine.act('web', { do: 'pause' });
    await clock.advance(1_000);
    await engine.act('web', { do: 'unpause' });
    await clock.advance(1_000);
    await engine.act('web', { do: 'exit', code: 3 });
    await clock.advance(1_000);
    await ended;
    expect(told.slice(1)).toEqual([
      'container/web running → paused by reconcile',
      'container/web paused → running by reconcile',
      'container/web running → crashed by reconcile',
    ]);
    expect(calls).not.toContain('GET /events');
  });

  test('polled: the engine away is unknown', async () => {
    const { told, clock, answer } = await watchingOne('web', { pollMs: 1_000 }, WEB);
    answer(false);
    await clock.advance(3_000);
    answer(true);
    await clock.advance(1_000);
    expect(told.slice(1)).toEqual([
      'container/web running → unknown by engine-lost',
      'container/web unknown → running by reconcile',
    ]);
  });
});
