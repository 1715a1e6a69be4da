import { HaleError, type Http, type LogFields } from '@hale/core';
import type { ContainerSpec } from '@hale/core/simulate';
import { bodyText } from '@hale/core/testing';
import { afterEach, describe, expect, test } from 'vitest';
import type { CheckOptions, ProbeSite } from './check/checks.ts';
import { readCheckRules } from './check/config.ts';
import { aTestEngine, listen } from './testing/engine.ts';
import { scriptedProbes } from './testing/scripted-probes.ts';
import { waitFor } from './wait.ts';
import { RECONCILE_MS } from './watch.ts';
import { watchContainers } from './watch-containers.ts';

const INTERVAL_MS = 10_000;
const LABELS = { 'hale.check.http': ':8080/', 'hale.interval': '10s', 'hale.retries': '2' };
const WEB: ContainerSpec = { name: 'web', labels: LABELS, was: { status: 'running', forMs: 60_000 } };

let stop = new AbortController();
afterEach(() => {
  stop.abort();
  stop = new AbortController();
});

/** Lets everything under way arrive. */
const SETTLE_MS = 50;

interface Variation {
  readonly checks?: Partial<CheckOptions> | null;
  readonly through?: (http: Http) => Http;
  /** How far hale's clock is behind the engine's. */
  readonly behindMs?: number;
}

async function checking(spec: ContainerSpec, variation: Variation = {}) {
  const { checks = {}, through = (http) => http, behindMs = 0 } = variation;
  const rig = aTestEngine(spec);
  const probes = scriptedProbes(rig.clock);
  const warnings: LogFields[] = [];
  const quiet = (): void => undefined;
  const warn = (_message: string, fields: LogFields = {}): void => void warnings.push(fields);
  const watch = watchContainers(through(rig.http), {
    clock: { ...rig.clock, now: () => rig.clock.now() - behindMs },
    random: () => 0.5,
    signal: stop.signal,
    log: { debug: quiet, info: quiet, warn, error: quiet },
    ...(checks && { checks: { run: probes.run, ...checks } }),
  });
  const { told, ended } = listen(watch);
  await rig.clock.advance(SETTLE_MS);
  const news = (): string[] => told.splice(0).map((line) => line.replace('container/web ', ''));
  return { ...rig, ...probes, watch, warnings, news, ended };
}

describe('a check from labels', () => {
  test('makes a container without a healthcheck one with a verdict', async () => {
    const { news, clock, says, watch, calls } = await checking(WEB);
    expect(news()).toEqual(['null → starting by baseline']);
    calls.length = 0;
    await clock.advance(INTERVAL_MS);
    expect(news()).toEqual(['starting → healthy by probe']);
    says.set('web', 1);
    await clock.advance(2 * INTERVAL_MS);
    expect(news()).toEqual(['healthy → unhealthy by probe']);
    says.set('web', 0);
    await clock.advance(INTERVAL_MS);
    expect(news()).toEqual(['unhealthy → healthy by probe']);
    expect(watch.containers()[0]?.container).toMatchObject({
      health: { status: 'healthy', failingStreak: 0, log: [{}, {}, {}, { output: 'it said 0' }] },
      healthcheck: { test: ['CMD', 'hale', 'check', 'http://:8080/'], retries: 2 },
    });
    expect(calls.filter((call) => !call.endsWith('/_ping'))).toEqual([]);
  });

  test('costs the engine nothing while it is healthy', async () => {
    const { clock, calls } = await checking(WEB);
    await clock.advance(INTERVAL_MS);
    calls.length = 0;
    await clock.advance(RECONCILE_MS);
    expect(calls.filter((call) => !call.endsWith('/_ping'))).toEqual(['GET /containers/json']);
  });

  test('costs the engine nothing while the container is down', async () => {
    const { clock, calls, engine } = await checking(WEB);
    await clock.advance(INTERVAL_MS);
    await engine.act('web', { do: 'exit', code: 3 });
    await clock.advance(RECONCILE_MS);
    calls.length = 0;
    await clock.advance(RECONCILE_MS);
    expect(calls.filter((call) => !call.endsWith('/_ping'))).toEqual(['GET /containers/json']);
  });

  test('rests while the container is paused, and its verdict returns', async () => {
    const { news, engine, clock, runs } = await checking(WEB);
    await clock.advance(INTERVAL_MS);
    news();
    await engine.act('web', { do: 'pause' });
    await clock.advance(10 * INTERVAL_MS);
    expect(runs).toHaveLength(1);
    await engine.act('web', { do: 'unpause' });
    await clock.advance(INTERVAL_MS + SETTLE_MS);
    expect(news()).toEqual(['healthy → paused by pause', 'paused → healthy by unpause']);
    expect(runs).toHaveLength(2);
  });

  test('rests while it is down, and begins anew', async () => {
    const { news, engine, clock, runs, says } = await checking(WEB);
    says.set('web', 1);
    await clock.advance(2 * INTERVAL_MS);
    await engine.act('web', { do: 'exit', code: 3 });
    await clock.advance(10 * INTERVAL_MS);
    expect(runs).toHaveLength(2);
    says.set('web', 0);
    await engine.act('web', { do: 'start' });
    await clock.advance(INTERVAL_MS + SETTLE_MS);
    expect(news()).toEqual([
      'null → starting by baseline',
      'starting → unhealthy by probe',
      'unhealthy → crashed by die',
      'crashed → starting by start',
      'starting → healthy by probe',
    ]);
  });

  test('rests while the engine is away, and its verdict returns', async () => {
    const { news, clock, answer, runs } = await checking(WEB);
    await clock.advance(INTERVAL_MS);
    news();
    answer(false);
    await clock.advance(10 * INTERVAL_MS);
    expect(runs).toHaveLength(1);
    answer(true);
    await clock.advance(60_000);
    expect(news()).toEqual([
      'engine running → unknown by engine-lost',
      'healthy → unknown by engine-lost',
      'engine unknown → running by engine-found',
      'unknown → healthy by reconcile',
    ]);
    expect(runs.length).toBeGreaterThan(1);
  });

  test('paused before its first probe, it is starting still', async () => {
    const { news, engine, clock } = await checking({ ...WEB, was: { status: 'created' } });
    await engine.act('web', { do: 'start' });
    await clock.advance(SETTLE_MS);
    await engine.act('web', { do: 'pause' });
    await clock.advance(SETTLE_MS);
    await engine.act('web', { do: 'unpause' });
    await clock.advance(SETTLE_MS);
    expect(news()).toEqual([
      'null → created by baseline',
      'created → starting by start',
      'starting → paused by pause',
      'paused → starting by unpause',
    ]);
  });

  test('is not run by a watch that was not asked to run any', async () => {
    const { news, clock, watch, runs } = await checking(WEB, { checks: null });
    await clock.advance(10 * INTERVAL_MS);
    expect([news(), watch.checks, runs]).toEqual([['null → running by baseline'], null, []]);
  });

  test('what is wrong with it is told once, and shown', async () => {
    const bad = { ...WEB, labels: { ...LABELS, 'hale.timeout': 'soon' } };
    const { clock, warnings, watch } = await checking(bad);
    await clock.advance(3 * RECONCILE_MS);
    const fault = { container: 'web', path: 'hale.timeout', message: expect.stringContaining('"soon"') };
    expect(warnings).toEqual([fault]);
    expect(watch.checks).toMatchObject({ checks: 1, faults: [fault] });
  });

  test('goes with its container', async () => {
    const { engine, clock, watch, runs } = await checking({
      ...WEB,
      labels: { ...LABELS, 'hale.check.by': 'x' },
    });
    await engine.act('web', { do: 'remove' });
    await clock.advance(10 * INTERVAL_MS);
    expect([watch.checks?.checks, watch.checks?.faults, runs]).toEqual([0, [], []]);
  });

  test('ends with the watch, and leaves nothing behind', async () => {
    const { ended, clock } = await checking(WEB);
    stop.abort();
    await ended;
    await clock.advance(0);
    expect(clock.sleepers).toBe(0);
  });

  test('can be waited for', async () => {
    const rig = aTestEngine(WEB);
    const { run } = scriptedProbes(rig.clock);
    const options = { clock: rig.clock, random: () => 0.5, signal: stop.signal, checks: { run } };
    const outcome = waitFor(rig.http, 'web', 'healthy', options);
    await rig.clock.advance(INTERVAL_MS + SETTLE_MS);
    expect(await outcome).toMatchObject({ kind: 'reached', view: { condition: 'healthy' } });
  });
});

test('a probe is told which engine it is for, and what the time is there', async () => {
  const site = Promise.withResolvers<ProbeSite>();
  const run: CheckOptions['run'] = (...[, , , at]) => {
    site.resolve(at);
    return new Promise(() => undefined);
  };
  const { clock } = await checking(WEB, { checks: { run }, behindMs: 3_600_000 });
  await clock.advance(INTERVAL_MS);
  const { engine, clock: there } = await site.promise;
  expect(engine).toMatchObject({ kind: 'docker', apiVersion: '1.45' });
  expect([there.now(), there.monotonic()]).toEqual([clock.now(), clock.monotonic()]);
});

test('a check from a config', async () => {
  const config = readCheckRules([{ container: 'w*', tcp: 5432, interval: '5s' }]);
  const { clock, runs } = await checking({ ...WEB, labels: {} }, { checks: { config } });
  await clock.advance(5_000);
  expect(runs).toEqual(['web tcp']);
});

const CHECKED: ContainerSpec = {
  name: 'web',
  healthcheck: { test: ['CMD', 'false'], intervalMs: 2_000, timeoutMs: 1_000, retries: 1 },
  was: { status: 'running', forMs: 0 },
};

describe("a container's own healthcheck", () => {
  test('is left to the engine', async () => {
    const { news, clock, runs, watch } = await checking(CHECKED, { checks: { allowExec: true } });
    await clock.advance(RECONCILE_MS);
    expect(news().at(-1)).toMatch('→ unhealthy');
    expect([runs, watch.checks]).toEqual([[], expect.objectContaining({ checks: 0, faults: [] })]);
  });

  test('that hale is asked to run is not believed of the engine any more', async () => {
    const spec = { ...CHECKED, labels: { 'hale.check.by': 'hale' } };
    const { news, clock, runs } = await checking(spec, { checks: { allowExec: true } });
    await clock.advance(3 * RECONCILE_MS);
    expect(news()).toEqual(['null → starting by baseline', 'starting → healthy by probe']);
    expect(runs.length).toBeGreaterThan(80);
  });

  describe('which the engine does not run', () => {
    const SPEC: ContainerSpec = { name: 'web', was: { status: 'running', forMs: 0 } };
    const NEGLECTED_AFTER_MS = 2_000 + 1_000 + 10_000;

    test('is taken over when that is certain, and not before', async () => {
      const { news, clock, runs, says } = await checking(SPEC, {
        checks: { allowExec: true },
        through: neglecting,
      });
      await clock.advance(NEGLECTED_AFTER_MS + 1_900);
      expect([news(), runs]).toEqual([['null → starting by baseline'], []]);
      await clock.advance(100);
      expect([news(), runs]).toEqual([['starting → healthy by probe'], ['web exec']]);
      says.set('web', 1);
      await clock.advance(2_000);
      expect(news()).toEqual(['healthy → unhealthy by probe']);
    });

    test('without leave to run commands the container stays starting, and that is told', async () => {
      const { news, clock, runs, warnings, watch } = await checking(SPEC, { through: neglecting });
      await clock.advance(10 * RECONCILE_MS);
      expect([news(), runs]).toEqual([['null → starting by baseline'], []]);
      expect(warnings.map(({ message }) => message)).toEqual([
        'the engine does not run it',
        expect.stringContaining('--allow-exec'),
      ]);
      expect(watch.checks?.faults).toHaveLength(2);
    });
  });
});

/** An engine that shows a healthcheck and never runs it, as Podman without systemd. */
function neglecting(http: Http): Http {
  return async (request) => {
    const response = await http(request);
    if (!/\/containers\/[0-9a-f]+\/json$/.test(request.url)) return response;
    if (response.status !== 200) throw new HaleError('engine', 'expected an inspect');
    const said = JSON.parse(await bodyText(response.body));
    const Healthcheck = { Test: ['CMD', 'true'], Interval: 2e9, Timeout: 1e9, Retries: 1 };
    const Health = { Status: 'starting', FailingStreak: 0, Log: [] };
    const body = JSON.stringify({
      ...said,
      State: { ...said.State, Health },
      Config: { ...said.Config, Healthcheck },
    });
    return { ...response, body: once(new TextEncoder().encode(body)) };
  };
}

async function* once(bytes: Uint8Array): AsyncGenerator<Uint8Array, void, undefined> {
  yield bytes;
}
