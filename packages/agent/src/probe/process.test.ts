import { BASELINE, type EndProcess, EXEC_START_TIMEOUT_MS, parityOf } from '@hale/core';
import { aContainer, createSimulatedClock } from '@hale/core/testing';
import { describe, expect, test } from 'vitest';
import { anExecEngine } from '../testing/exec-engine.ts';
import { runExec, STOP_LAG_MS } from './exec.ts';
import { Leaks } from './leaks.ts';
import { OUTPUT_LAG_MS } from './process.ts';

const CONTAINER = aContainer();
const GONE_IN_TIME_MS = 60_000;

interface Setting {
  readonly kind?: 'docker' | 'podman';
  readonly parity?: typeof BASELINE;
  /** The create is asked for at once, so what is said to it has to be set before. */
  readonly refusal?: readonly [call: string, answer: { readonly status: number; readonly message: string }];
}

function probing({ kind = 'docker', parity = BASELINE, refusal }: Setting = {}) {
  const clock = createSimulatedClock();
  const engine = anExecEngine(CONTAINER.state.startedAt, kind);
  if (refusal) engine.refusals.set(...refusal);
  const [leaks, cancel, closing] = [new Leaks(), new AbortController(), new AbortController()];
  const ended: number[] = [];
  let ending: Awaited<ReturnType<EndProcess>> = 'impossible';
  const ports = {
    engine: engine.engine,
    clock,
    leaks,
    closing: closing.signal,
    endProcess: (async (pid) => {
      ended.push(pid);
      return ending;
    }) satisfies EndProcess,
  };
  const probe = { container: CONTAINER, argv: ['check'], timeoutMs: 5_000, parity };
  const outcome = runExec(probe, ports, cancel.signal);
  const during = async (ms: number): Promise<void> => {
    await clock.advance(ms);
    // Streams of the platform take turns of their own.
    for (let turn = 0; turn < 5; turn++) await clock.advance(0);
  };
  return {
    clock,
    engine,
    leaks,
    cancel,
    closing,
    ended,
    outcome,
    during,
    endsProcesses: (how: typeof ending) => void (ending = how),
    async isGone(): Promise<boolean> {
      let gone = false;
      void (await outcome).gone.then(() => void (gone = true));
      await during(GONE_IN_TIME_MS);
      return gone;
    },
  };
}

const RUNNING = { Running: true, ExitCode: null, Pid: 4711 };
const over = (ExitCode: number | null, Pid = 4711) => ({ Running: false, ExitCode, Pid, CanRemove: true });

describe('the timeout of an exec probe', () => {
  test('runs from the moment that its process is seen', async () => {
    const { engine, during, outcome, clock } = probing();
    const begun = clock.now();
    await during(9_990);
    engine.exec = RUNNING;
    await during(5_500);
    const { kind, ...rest } = await outcome;
    expect(kind).toBe('finding');
    const took = 'finding' in rest ? Date.parse(rest.finding.end) - begun : 0;
    expect(took).toBeGreaterThanOrEqual(9_990 + 5_000);
    expect(took).toBeLessThanOrEqual(9_990 + 5_000 + 500);
  });

  test('runs from the call in moby before 23.0, and nothing is looked for', async () => {
    const { engine, during, outcome } = probing({ parity: parityOf('20.10.24') });
    await during(4_999);
    expect(engine.calls).toEqual(['create', 'start']);
    engine.exec = RUNNING;
    await during(1);
    expect(await outcome).toMatchObject({ finding: { output: 'Health check exceeded timeout (5s)' } });
  });

  test('comes after 30 s when no process appears, and ends the one that does then', async () => {
    const { engine, during, outcome, leaks, ended, endsProcesses, isGone } = probing();
    await during(EXEC_START_TIMEOUT_MS - 1);
    expect(leaks.lingering).toBe(0);
    await during(1);
    expect(await outcome).toMatchObject({
      finding: {
        exitCode: -1,
        output: `timed out starting health check for container ${CONTAINER.id}`,
        error: true,
      },
      ended: false,
    });
    expect(ended).toEqual([]);
    endsProcesses('ended');
    engine.exec = RUNNING;
    expect(await isGone()).toBe(true);
    expect(ended).toEqual([4711]);
  });

  test('counts the time that a child holds the output open; its process is gone all the same', async () => {
    const { engine, during, outcome, ended } = probing();
    engine.exec = RUNNING;
    await during(4_900);
    engine.exec = over(0);
    await during(200);
    expect(await outcome).toMatchObject({
      finding: { exitCode: -1, output: 'Health check exceeded timeout (5s)' },
      ended: true,
    });
    expect(ended).toEqual([]);
    expect(engine.hungUp).toBe(false);
    await during(2 * OUTPUT_LAG_MS);
    engine.print('late');
    await during(0);
    expect(engine.hungUp).toBe(true);
  });
});

describe('the end of an exec probe', () => {
  test('is when its output ends, not when its process does', async () => {
    const { engine, during, outcome, clock } = probing();
    const begun = clock.now();
    engine.print('hi\n');
    engine.exec = over(3);
    await during(OUTPUT_LAG_MS);
    engine.end();
    await during(0);
    expect(await outcome).toMatchObject({
      finding: { exitCode: 3, output: 'hi\n', end: new Date(begun + OUTPUT_LAG_MS).toISOString() },
      ended: true,
    });
  });

  test('is when its process does, if that has closed its output', async () => {
    const { engine, during, outcome } = probing();
    engine.exec = RUNNING;
    engine.end();
    await during(1_000);
    engine.exec = over(4);
    await during(1_000);
    expect(await outcome).toMatchObject({ finding: { exitCode: 4 }, ended: true });
  });

  test('may lack an exit code', async () => {
    const { engine, during, outcome } = probing();
    engine.exec = over(null);
    engine.end();
    await during(0);
    expect(await outcome).toMatchObject({
      finding: {
        exitCode: -1,
        output: `healthcheck for container ${CONTAINER.id} has no exit code`,
        error: true,
      },
    });
  });

  test('of one that was seen is its own on Podman, even if it reads as if it could not start', async () => {
    const { engine, during, outcome } = probing({ kind: 'podman' });
    engine.exec = RUNNING;
    await during(30);
    engine.print('Error: what OCI said', 'stderr');
    engine.exec = over(126, 0);
    engine.end();
    await during(0);
    expect(await outcome).toMatchObject({ finding: { exitCode: 126, output: 'Error: what OCI said' } });
  });

  test('that came with a kill is void if the container counts as stopped a little later', async () => {
    const { engine, during, outcome } = probing();
    engine.exec = over(137);
    engine.end();
    await during(STOP_LAG_MS - 1);
    engine.state = { Status: 'exited', StartedAt: CONTAINER.state.startedAt };
    await during(1);
    expect(await outcome).toMatchObject({ kind: 'void', reason: { code: 'conflict' } });
  });

  test('is unknown where the engine died: its output ends as if all were well', async () => {
    const { engine, during, outcome, leaks, isGone } = probing();
    engine.exec = RUNNING;
    await during(100);
    engine.refusals.set('look', 'cut');
    engine.end();
    await during(100);
    expect(await outcome).toMatchObject({ kind: 'void', reason: { code: 'unreachable' }, ended: false });
    expect(await isGone()).toBe(false);
    expect(leaks.lingering).toBe(1);
    engine.refusals.clear();
    engine.exec = over(0);
    await during(10_000);
    expect(leaks.lingering).toBe(0);
  });

  test('is unknown where the output is cut, whatever the engine says of it later', async () => {
    const { engine, during, outcome, isGone } = probing();
    engine.exec = RUNNING;
    await during(100);
    engine.end('cut');
    await during(100);
    expect(await outcome).toMatchObject({ kind: 'void', reason: { code: 'unreachable' }, ended: false });
    engine.exec = null;
    expect(await isGone()).toBe(true);
  });

  test('is unknown where a Podman died as it started: what it says then is what it says of one never started', async () => {
    const { engine, during, outcome, leaks } = probing({ kind: 'podman' });
    engine.exec = { Running: false, ExitCode: 0, Pid: 0, CanRemove: false };
    engine.end();
    await during(300);
    expect(await outcome).toMatchObject({ kind: 'void', reason: { code: 'unreachable' }, ended: false });
    await during(2 * EXEC_START_TIMEOUT_MS);
    expect(leaks.lingering).toBe(1);
    engine.state = { Status: 'running', StartedAt: new Date(CONTAINER.createdAt).toISOString() };
    await during(20_000);
    expect(leaks.lingering).toBe(0);
  });

  test('never came of a start that never reached the engine', async () => {
    const { engine, during, outcome, leaks } = probing();
    engine.exec = over(null, 0);
    engine.refusals.set('start', 'cut');
    await during(300);
    expect(await outcome).toMatchObject({ kind: 'void', ended: false });
    await during(EXEC_START_TIMEOUT_MS - 1_000);
    expect(leaks.lingering).toBe(1);
    await during(20_000);
    expect(leaks.lingering).toBe(0);
  });
});

describe('an engine that says no', () => {
  test.each([
    ['create', { status: 500, message: 'cannot exec in a stopped state' }],
    ['start', { status: 400, message: 'no such user' }],
  ] as const)('to a %s of a running container makes a failure of it', async (call, refusal) => {
    const { during, outcome } = probing({ refusal: [call, refusal] });
    await during(0);
    expect(await outcome).toMatchObject({
      kind: 'finding',
      finding: { exitCode: -1, output: expect.stringContaining(refusal.message), error: true },
      ended: true,
    });
  });

  test('to a container that does not run, as Podman does with 500, says nothing of its health', async () => {
    const refusal = ['create', { status: 500, message: 'container state improper' }] as const;
    const { engine, during, outcome } = probing({ kind: 'podman', refusal });
    engine.state = { Status: 'exited', StartedAt: CONTAINER.state.startedAt };
    await during(0);
    expect(await outcome).toMatchObject({ kind: 'void', reason: { code: 'conflict' }, ended: true });
  });

  test.each([403, 404, 409])('with %i says nothing of its health', async (status) => {
    const { engine, during, outcome, leaks } = probing();
    engine.refusals.set('start', { status, message: 'no' });
    await during(0);
    expect(await outcome).toMatchObject({ kind: 'void', ended: true });
    expect(leaks.total).toBe(0);
  });
});

describe('ending the process', () => {
  test('is left to Podman where it has a call for it', async () => {
    const { engine, during, outcome } = probing({ kind: 'podman' });
    engine.exec = RUNNING;
    await during(6_000);
    expect(engine.calls).toContain('remove');
    expect(await outcome).toMatchObject({ finding: { exitCode: -1 }, ended: true });
  });

  test('of a Podman without that call is impossible', async () => {
    const { engine, during, outcome } = probing({ kind: 'podman' });
    engine.exec = RUNNING;
    engine.refusals.set('remove', { status: 500, message: 'no' });
    await during(6_000);
    expect(await outcome).toMatchObject({ finding: { exitCode: -1 }, ended: false });
  });

  test('waits for one that is just beginning', async () => {
    const { engine, during, outcome, cancel, ended, endsProcesses, leaks } = probing();
    endsProcesses('ended');
    await during(10);
    cancel.abort();
    await during(100);
    expect(ended).toEqual([]);
    engine.exec = RUNNING;
    await during(25);
    expect(await outcome).toMatchObject({ kind: 'void', ended: true });
    expect([ended, leaks.total]).toEqual([[4711], 0]);
  });

  test('is tried again for one that outlived it, as a frozen one does', async () => {
    const { engine, during, outcome, ended, endsProcesses, isGone } = probing();
    engine.exec = RUNNING;
    await during(6_000);
    expect((await outcome).ended).toBe(false);
    endsProcesses('ended');
    expect(await isGone()).toBe(true);
    expect(new Set(ended)).toEqual(new Set([4711]));
  });
});

test('closing lets go of everything at once', async () => {
  const { engine, during, outcome, closing, clock, leaks } = probing();
  engine.exec = RUNNING;
  await during(6_000);
  expect((await outcome).ended).toBe(false);
  closing.abort();
  await during(0);
  expect(clock.sleepers).toBe(0);
  engine.print('late');
  await during(0);
  expect(engine.hungUp).toBe(true);
  expect(leaks.lingering).toBe(1);
});
