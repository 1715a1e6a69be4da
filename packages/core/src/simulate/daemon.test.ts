import { beforeEach, describe, expect, test } from 'vitest';
import { createSimulatedClock } from '../testing/index.ts';
import { Daemon, MAX_CONTAINERS, MAX_EXECS } from './daemon.ts';
import { rfc3339 } from './instant.ts';
import { seededRandom } from './seeded.ts';

const EXEC = { command: ['true'], tty: false, attachStdin: false, attachStdout: true, attachStderr: true };
const healthcheck = { test: ['CMD', 'true'], intervalMs: 10_000 };
let daemon: Daemon;
let clock: ReturnType<typeof createSimulatedClock>;

beforeEach(() => {
  clock = createSimulatedClock();
  daemon = new Daemon(clock, seededRandom(1));
});

describe('a past', () => {
  test('running: healthy for as long, its next probe within one interval, and nothing told', async () => {
    const { container } = daemon.place({
      name: 'web',
      healthcheck,
      was: { status: 'running', forMs: 60_000 },
    });
    expect(container).toMatchObject({ status: 'running', health: { status: 'healthy', failingStreak: 0 } });
    expect(rfc3339(container.startedAt)).toMatch(/^2025-12-31T23:59:00/);
    expect(daemon.events.between(null, null)).toEqual([]);
    await clock.advance(10_000);
    daemon.agenda.settle();
    expect(daemon.find('web').container.health?.log).toHaveLength(2);
  });

  test('exited: since then, and no policy brings it back', async () => {
    const restart = { name: 'always', maximumRetries: 0 } as const;
    const was = { status: 'exited', exitCode: 137, oomKilled: true, agoMs: 60_000 } as const;
    const { container } = daemon.place({ name: 'job', restart, was });
    expect(container).toMatchObject({ status: 'exited', exitCode: 137, oomKilled: true, restartCount: 0 });
    expect(rfc3339(container.finishedAt)).toMatch(/^2025-12-31T23:59:00/);
    await clock.advance(3_600_000);
    daemon.agenda.settle();
    expect(daemon.find('job').container.status).toBe('exited');
  });

  test('none: it is created and started before all eyes', () => {
    daemon.place({ name: 'web' });
    expect(daemon.events.between(null, null).map(({ action }) => action)).toEqual(['create', 'start']);
  });
});

test.each(['', 'a', '.web', 'web/1', 'wéb', 'we b'])('%j is no name', (name) => {
  expect(() => daemon.create({ name })).toThrow(expect.objectContaining({ code: 'bad-input', path: 'name' }));
});

test('the newest is listed first', () => {
  for (const name of ['one', 'two']) daemon.create({ name });
  expect(daemon.supervisors.map(({ container }) => container.name)).toEqual(['two', 'one']);
});

test('the number of containers is bounded', () => {
  for (let count = 0; count < MAX_CONTAINERS; count += 1) daemon.create({ name: `web-${count}` });
  expect(() => daemon.create({ name: 'one-more' })).toThrow(`at most ${MAX_CONTAINERS} containers`);
});

describe('execs', () => {
  test('beyond the bound the oldest that does not run is forgotten', () => {
    const web = daemon.place({ name: 'web' });
    const sleeping = daemon.createExec(web, { ...EXEC, command: ['sleep', '1000'] });
    sleeping.start({ write: () => {}, end: () => {} });
    const ids = Array.from({ length: MAX_EXECS - 1 }, () => daemon.createExec(web, EXEC).id);
    expect(daemon.findExec(ids[0] ?? '').exec.phase).toBe('created');
    daemon.createExec(web, EXEC);
    expect(() => daemon.findExec(ids[0] ?? '')).toThrow('No such exec instance');
    expect(daemon.findExec(ids[1] ?? '').exec.phase).toBe('created');
    expect(daemon.findExec(sleeping.id).exec.phase).toBe('running');
    expect(web.execs).toHaveLength(MAX_EXECS);
  });

  test('one that was never started goes with its container, one that ran is remembered', () => {
    const web = daemon.place({ name: 'web' });
    const [ran, waiting] = [daemon.createExec(web, EXEC), daemon.createExec(web, EXEC)];
    ran.start({ write: () => {}, end: () => {} });
    web.kill();
    web.start();
    expect(daemon.findExec(ran.id).exec.exitCode).toBe(137);
    expect(() => daemon.findExec(waiting.id)).toThrow('No such exec instance');
    daemon.remove(web, true);
    expect(() => daemon.findExec(ran.id)).toThrow('No such exec instance');
  });
});
