import { BASELINE, type EndProcess, parityOf } from '@hale/core';
import { connect, inspect } from '@hale/core/docker';
import type { ContainerSpec } from '@hale/core/simulate';
import { describe, expect, test } from 'vitest';
import { alive, aTestEngine } from '../testing/engine.ts';
import { type ExecProbe, runExec } from './exec.ts';
import { Leaks } from './leaks.ts';

const WEB: ContainerSpec = { name: 'web', was: { status: 'running', forMs: 60_000 } };

/** Probes of a simulated engine's only container. */
async function probing(endProcess: EndProcess = async () => 'impossible') {
  const rig = aTestEngine(WEB);
  const { clock } = rig;
  const engine = await connect(rig.http);
  const container = await inspect(engine, 'web');
  const [leaks, cancel, closing] = [new Leaks(), new AbortController(), new AbortController()];
  const ended: unknown[] = [];
  const ports = {
    engine,
    clock,
    leaks,
    closing: closing.signal,
    endProcess: ((pid, of) => {
      ended.push([pid, of.id]);
      return endProcess(pid, of);
    }) satisfies EndProcess,
  };
  rig.calls.length = 0;
  /** Runs one while time passes: 100 ms, then `meanwhile`, then the rest. */
  async function run(script: string, change: Partial<ExecProbe> = {}, meanwhile: () => unknown = () => 0) {
    const probe = { container, argv: ['sh', '-c', script], timeoutMs: 30_000, parity: BASELINE, ...change };
    return alive(rig, async () => {
      const outcome = runExec(probe, ports, cancel.signal);
      await clock.advance(100);
      await meanwhile();
      await clock.advance(2_000);
      return outcome;
    });
  }
  const act =
    (...names: ('pause' | 'kill' | 'start' | 'remove')[]) =>
    async (): Promise<void> => {
      for (const name of names)
        await rig.engine.act('web', name === 'kill' ? { do: 'kill', signal: 'KILL' } : { do: name });
    };
  return { rig, engine, clock, calls: rig.calls, container, leaks, cancel, closing, ended, run, act };
}

describe('an exec probe', () => {
  test('is a create, a start and one look at the end when it is quick', async () => {
    const { run, calls, clock, container } = await probing();
    const at = new Date(clock.now()).toISOString();
    expect(await run('echo fine')).toMatchObject({
      kind: 'finding',
      finding: { start: at, end: at, exitCode: 0, output: 'fine\n', error: false },
      ended: true,
    });
    expect(calls.map((call) => call.replace(/[0-9a-f]{64}/, 'ID'))).toEqual([
      'POST /containers/ID/exec',
      'POST /exec/ID/start',
      'GET /exec/ID/json',
    ]);
    expect(calls[0]).toContain(container.id);
    await clock.advance(10_000);
    expect(clock.sleepers).toBe(0);
  });

  test('has the exit code and the output of both streams, and ends when the process does', async () => {
    const { run, clock } = await probing();
    const begun = clock.now();
    const outcome = await run('echo no; sleep 0.3; echo why >&2; exit 3');
    expect(outcome).toMatchObject({
      kind: 'finding',
      finding: { exitCode: 3, output: 'no\nwhy\n', error: false },
    });
    expect(outcome.kind === 'finding' && Date.parse(outcome.finding.end) - begun).toBe(300);
  });

  test('that could not start has exit code -1 and the words of the engine', async () => {
    const { run } = await probing();
    expect(await run('', { argv: ['/nope'] })).toMatchObject({
      kind: 'finding',
      finding: {
        exitCode: -1,
        output:
          'OCI runtime exec failed: exec failed: unable to start container process: exec: "/nope": stat /nope: no such file or directory: unknown',
        error: true,
      },
      ended: true,
    });
  });

  test.each([
    [BASELINE, 'Health check exceeded timeout (1s): partly\n'],
    [parityOf('23.0.6'), 'Health check exceeded timeout (1s)'],
  ])('that takes too long is ended, and says so as its version of moby does', async (parity, output) => {
    const { run, ended, leaks, container } = await probing(async () => 'ended');
    const outcome = await run('echo partly; sleep 60', { timeoutMs: 1_000, parity });
    expect(outcome).toMatchObject({
      kind: 'finding',
      finding: { exitCode: -1, output, error: false },
      ended: true,
    });
    expect(ended).toEqual([[expect.any(Number), container.id]]);
    expect(leaks.total).toBe(0);
  });

  test('that nothing can end lingers until its process ends by itself', async () => {
    const { run, leaks, clock, rig } = await probing();
    const { ended, gone } = await run('sleep 10', { timeoutMs: 1_000 });
    expect(ended).toBe(false);
    expect([leaks.lingering, leaks.total]).toEqual([1, 1]);
    let isGone = false;
    void gone.then(() => {
      isGone = true;
    });
    await alive(rig, async () => {
      await clock.advance(7_800);
      expect(isGone).toBe(false);
      await clock.advance(200);
    });
    expect(isGone).toBe(true);
    expect([leaks.lingering, leaks.total]).toEqual([0, 1]);
  });

  test('that is called off is ended, and void', async () => {
    const { run, cancel, ended } = await probing(async () => 'ended');
    expect(await run('sleep 60', {}, () => cancel.abort())).toMatchObject({ kind: 'void', ended: true });
    expect(ended).toHaveLength(1);
  });

  test('that is called off before it begins asks the engine for nothing', async () => {
    const { run, cancel, calls } = await probing();
    cancel.abort();
    expect(await run('true')).toMatchObject({ kind: 'void', ended: true });
    expect(calls).toEqual([]);
  });

  test('of a container that is paused already is void', async () => {
    const { run, rig, calls } = await probing();
    await rig.engine.act('web', { do: 'pause' });
    expect(await run('true')).toMatchObject({ kind: 'void', reason: { code: 'conflict' }, ended: true });
    expect(calls).toHaveLength(1);
  });

  test.each([
    [['pause'], 'paused'],
    [['kill'], 'exited'],
    [['kill', 'start'], 'started again'],
  ] as const)('of a container that meets a %j meanwhile is void', async (acts, now) => {
    const { run, act } = await probing();
    const outcome = await run('sleep 60', { timeoutMs: 1_000 }, act(...acts));
    expect(outcome).toMatchObject({
      kind: 'void',
      reason: { code: 'conflict', message: `the container was ${now} while it was checked` },
      ended: now !== 'paused',
    });
  });

  test('of a container that is removed meanwhile is void', async () => {
    const { run, act } = await probing();
    expect(await run('sleep 60', {}, act('kill', 'remove'))).toMatchObject({
      kind: 'void',
      reason: { code: 'not-found' },
      ended: true,
    });
  });

  test('may end with 137 by itself', async () => {
    const { run } = await probing();
    expect(await run('echo mine; exit 137')).toMatchObject({
      kind: 'finding',
      finding: { exitCode: 137, output: 'mine\n' },
    });
  });
});
