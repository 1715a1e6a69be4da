import { STRICT } from '@hale/core';
import { aHealth, NOON } from '@hale/core/testing';
import { describe, expect, test } from 'vitest';
import { EXECS_AT_ONCE, NETWORK_PROBES_AT_ONCE, SPREAD } from './checker.ts';
import { aCheck, aChecker, running, stopped } from './testing/probes.ts';

describe('one check', () => {
  test('begins after a delay, goes on after each end, and tells each result', async () => {
    const { checker, clock, runs, told } = aChecker();
    checker.follow(running('web'), aCheck());
    await clock.advance(999);
    expect(runs).toEqual([]);
    await clock.advance(1);
    expect(runs).toMatchObject([{ id: 'web', at: 1_000 }]);
    await clock.advance(5_000);
    expect(runs).toHaveLength(1);
    runs[0]?.end(0);
    await clock.advance(999);
    expect([told(), runs.length]).toEqual([['healthy 0!'], 1]);
    await clock.advance(1);
    runs[1]?.end(1);
    await clock.advance(1_000);
    runs[2]?.end(1);
    await clock.advance(0);
    expect(told()).toEqual(['healthy 1', 'unhealthy 2!']);
    expect(checker.count).toMatchObject({ checks: 1, running: 0, runs: 3, voids: 0 });
  });

  test('seen again as it was is left alone', async () => {
    const { checker, clock, runs } = aChecker();
    for (let n = 0; n < 10; n += 1) {
      checker.follow(running('web'), aCheck());
      await clock.advance(100);
    }
    expect(runs).toMatchObject([{ at: 1_000 }]);
  });

  test('its container ends: the probe is cut off, what it still says is dropped', async () => {
    const { checker, clock, runs, told } = aChecker();
    checker.follow(running('web'), aCheck());
    await clock.advance(1_000);
    checker.suspend('web', NOON + 1_000);
    expect(runs[0]?.signal.aborted).toBe(true);
    runs[0]?.end(0);
    await clock.advance(60_000);
    expect([told(), runs.length, clock.sleepers]).toEqual([[], 1, 0]);
    expect(checker.health('web')).toMatchObject({ status: 'unhealthy', failingStreak: 0, log: [] });
  });

  test('an inspect alone shows it as well', async () => {
    const { checker, clock, runs } = aChecker();
    checker.follow(running('web'), aCheck());
    checker.follow(stopped('web'), aCheck());
    await clock.advance(60_000);
    expect(runs).toEqual([]);
  });

  test('a new run is a new start: starting, with a delay', async () => {
    const { checker, clock, runs, told } = aChecker();
    checker.follow(running('web'), aCheck());
    await clock.advance(1_000);
    runs[0]?.end(0);
    await clock.advance(500);
    checker.follow(running('web', 1_500), aCheck());
    expect(checker.health('web')).toMatchObject({ status: 'starting', log: [{ exitCode: 0 }] });
    await clock.advance(1_000);
    expect([told(), runs.map(({ at }) => at)]).toEqual([['healthy 0!'], [1_000, 2_500]]);
  });

  test('whose start seems to be in the future has its delay all the same', async () => {
    const { checker, clock, runs } = aChecker();
    checker.follow(running('web', 300), aCheck());
    await clock.advance(1_000);
    expect(runs).toMatchObject([{ at: 1_000 }]);
  });

  test('the die of an earlier run, told late, does not stop this one', async () => {
    const { checker, clock, runs } = aChecker();
    checker.follow(running('web', 500), aCheck());
    checker.suspend('web', NOON + 499);
    await clock.advance(1_000);
    expect(runs).toHaveLength(1);
  });

  test('paused and unpaused is no new start: a delay, and the verdict as moby leaves it', async () => {
    const { checker, clock, runs, told } = aChecker();
    checker.follow(running('web'), aCheck());
    await clock.advance(1_000);
    runs[0]?.end(0);
    await clock.advance(0);
    checker.suspend('web', NOON + 1_000);
    checker.follow(stopped('web', 'paused'), aCheck());
    await clock.advance(10_000);
    checker.follow(running('web'), aCheck());
    await clock.advance(1_000);
    runs[1]?.end(0);
    await clock.advance(0);
    expect([runs.map(({ at }) => at), told()]).toEqual([
      [1_000, 12_000],
      ['healthy 0!', 'healthy 0!'],
    ]);
  });

  test('an engine out of sight is like a pause', async () => {
    const { checker, clock, runs } = aChecker();
    checker.follow(running('web'), aCheck());
    checker.suspendAll();
    await clock.advance(10_000);
    expect(runs).toEqual([]);
    checker.follow(running('web'), aCheck());
    await clock.advance(1_000);
    expect(runs).toMatchObject([{ at: 11_000 }]);
  });

  test('deviations are those that were asked for', () => {
    const { checker, runs } = aChecker(() => 0, { ...STRICT, immediateFirstProbe: true });
    checker.follow(running('web'), aCheck());
    expect(runs).toMatchObject([{ at: 0 }]);
  });
});

test('the log goes on from what the engine has found by the same check, and by no other', () => {
  const { checker } = aChecker();
  const container = { ...running('web'), health: aHealth('healthy') };
  checker.follow(container, { ...aCheck(), from: 'healthcheck' });
  checker.follow({ ...container, id: 'other' }, aCheck());
  expect(['web', 'other'].map((id) => checker.health(id)?.log)).toEqual([container.health.log, []]);
});

describe('a probe that says nothing', () => {
  test.each([
    ['void', 'void'],
    ['fail', 'fail'],
  ] as const)('%s: is counted, changes nothing, and is tried again after a delay', async (_, how) => {
    const { checker, clock, runs, told } = aChecker();
    checker.follow(running('web'), aCheck());
    await clock.advance(1_000);
    runs[0]?.[how]();
    await clock.advance(1_000);
    expect([told(), runs.length]).toEqual([[], 2]);
    expect(checker.count).toMatchObject({ runs: 2, voids: 1, running: 1, leaks: 0 });
    expect(checker.health('web')).toEqual({ status: 'starting', failingStreak: 0, log: [] });
  });
});

describe('a process that outlives its probe', () => {
  test('keeps the next from beginning until it is gone', async () => {
    const { checker, clock, runs, told } = aChecker();
    checker.follow(running('web'), aCheck());
    await clock.advance(1_000);
    runs[0]?.end(-1, false);
    await clock.advance(60_000);
    expect([told(), runs.length, checker.count.leaks, clock.sleepers]).toEqual([['starting 1'], 1, 1, 0]);
    runs[0]?.goes();
    await clock.advance(0);
    expect([runs.length, checker.count.leaks]).toEqual([2, 0]);
  });

  test('is remembered when the check is released and taken again', async () => {
    const { checker, clock, runs } = aChecker();
    checker.follow(running('web'), aCheck());
    await clock.advance(1_000);
    runs[0]?.end(-1, false);
    await clock.advance(0);
    checker.release('web');
    expect(checker.health('web')).toBeUndefined();
    checker.follow(running('web'), aCheck());
    await clock.advance(60_000);
    expect(runs).toHaveLength(1);
    runs[0]?.goes();
    await clock.advance(0);
    expect(runs).toHaveLength(2);
  });
});

test('a released check is forgotten, and so is what its probe still says', async () => {
  const { checker, clock, runs, told } = aChecker();
  checker.follow(running('web'), aCheck());
  await clock.advance(1_000);
  checker.release('web');
  runs[0]?.end(0);
  await clock.advance(60_000);
  expect([told(), runs.length, checker.health('web'), checker.count.checks]).toEqual([[], 1, undefined, 0]);
});

test('closed, it cuts off what is under way and leaves nothing behind', async () => {
  const { checker, clock, runs } = aChecker();
  checker.follow(running('web'), aCheck());
  await clock.advance(500);
  checker.follow(running('db'), aCheck());
  await clock.advance(500);
  checker.close();
  expect([runs[0]?.signal.aborted, clock.sleepers]).toEqual([true, 0]);
});

describe('a thousand checks that begin together', () => {
  const names = Array.from({ length: 1_000 }, (_, n) => `c${n}`);

  test.each([
    ['exec', EXECS_AT_ONCE],
    ['tcp', NETWORK_PROBES_AT_ONCE],
  ] as const)('of %s: %i at once, the others in line', async (kind, limit) => {
    const { checker, clock, runs } = aChecker();
    for (const name of names) checker.follow(running(name), aCheck(kind));
    await clock.advance(1_000);
    expect(checker.count).toMatchObject({ running: limit, waiting: 1_000 - limit });
    runs[0]?.end(0);
    runs[1]?.void();
    await clock.advance(0);
    expect([runs.length, checker.count.running]).toEqual([limit + 2, limit]);
  });

  test('one that ends in line leaves it', async () => {
    const { checker, clock, runs } = aChecker();
    for (const name of names.slice(0, EXECS_AT_ONCE + 1)) checker.follow(running(name), aCheck());
    await clock.advance(1_000);
    const last = names[EXECS_AT_ONCE] ?? '';
    checker.suspend(last, NOON + 1_000);
    expect(checker.count.waiting).toBe(0);
    checker.follow(running(last), aCheck());
    for (const run of runs.splice(0)) run.end(0);
    await clock.advance(1_000);
    expect(runs.map(({ id }) => id)).toContain(last);
  });

  test('http and tcp do not go on together, exec keeps to moby’s delay', async () => {
    let n = 0;
    const { checker, clock, runs } = aChecker(() => n++ / 100);
    for (const name of names.slice(0, 100)) checker.follow(running(name), aCheck('tcp'));
    checker.follow(running('exec'), aCheck('exec'));
    const first = 1_000 * (1 - SPREAD);
    await clock.advance(first);
    expect(runs).toEqual([]);
    for (let ms = 0; ms < 500; ms += 5) {
      await clock.advance(5);
      for (const run of runs) run.end(0);
    }
    const begun = runs.filter(({ at }) => at <= 1_000).map(({ at }) => at);
    expect(new Set(begun).size).toBe(100);
    expect([Math.min(...begun), Math.max(...begun)]).toEqual([505, 1_000]);
    expect(runs.find(({ id }) => id === 'exec')?.at).toBe(1_000);
  });
});

test('execs do not wait for network probes, nor the other way round', async () => {
  const { checker, clock, runs } = aChecker();
  for (let n = 0; n < EXECS_AT_ONCE; n += 1) checker.follow(running(`e${n}`), aCheck('exec'));
  checker.follow(running('web'), aCheck('tcp'));
  await clock.advance(1_000);
  expect(runs).toHaveLength(EXECS_AT_ONCE + 1);
});

describe('a check that somebody asks for', () => {
  test('is run at once, counts, and the next comes a delay later', async () => {
    const { checker, clock, runs, told } = aChecker();
    checker.follow(running('web'), aCheck());
    await clock.advance(400);
    const verdict = checker.ask('web');
    expect(runs).toMatchObject([{ at: 400 }]);
    runs[0]?.end(0);
    expect(await verdict).toMatchObject({ kind: 'finding', finding: { exitCode: 0 } });
    expect(told()).toEqual(['healthy 0!']);
    await clock.advance(999);
    expect(runs).toHaveLength(1);
    await clock.advance(1);
    expect(runs).toMatchObject([{ at: 400 }, { at: 1_400 }]);
  });

  test('is the one that is under way, for everybody', async () => {
    const { checker, clock, runs } = aChecker();
    checker.follow(running('web'), aCheck());
    await clock.advance(1_000);
    const ask = async () => checker.ask('web');
    const verdicts = [ask(), ask()];
    runs[0]?.end(1);
    expect(await Promise.all(verdicts)).toMatchObject([{ kind: 'finding' }, { kind: 'finding' }]);
    expect(runs).toHaveLength(1);
  });

  test.each(['void', 'fail'] as const)('comes to nothing: %s', async (how) => {
    const { checker, runs } = aChecker();
    checker.follow(running('web'), aCheck());
    const verdict = checker.ask('web');
    runs[0]?.[how]();
    expect(await verdict).toMatchObject({ kind: 'void' });
  });

  test('is called off in the line for a slot', async () => {
    const { checker, runs } = aChecker();
    const ids = Array.from({ length: EXECS_AT_ONCE + 1 }, (_, n) => `web${n}`);
    for (const id of ids) checker.follow(running(id), aCheck());
    const verdicts = ids.map((id) => checker.ask(id));
    expect(runs).toHaveLength(EXECS_AT_ONCE);
    checker.release(`web${EXECS_AT_ONCE}`);
    expect(await verdicts.at(-1)).toMatchObject({ kind: 'void', reason: { code: 'conflict' } });
  });

  test('cannot be run: unknown, not hale’s, stopped, or its last process lingers', async () => {
    const { checker, runs } = aChecker();
    expect(checker.ask('web')).toBeNull();
    checker.follow(stopped('web'), aCheck());
    expect(checker.ask('web')).toBeNull();
    checker.follow(running('web', 1_000), aCheck());
    const verdict = checker.ask('web');
    runs[0]?.end(0, false);
    await verdict;
    expect(checker.ask('web')).toBeNull();
    checker.release('web');
    expect(checker.ask('web')).toBeNull();
  });
});
