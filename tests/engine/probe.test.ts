import { readdirSync, readFileSync } from 'node:fs';
import { addressOf, Leaks, type ProbeOutcome, runExec, runHttp, runTcp } from '@hale/agent';
import { BASELINE, type Container, type Finding, probeCommand } from '@hale/core';
import { type Engine as Connected, connect, inspect } from '@hale/core/docker';
import { connectEndpoint, connectTcp, createEndProcess } from '@hale/core/node';
import { systemClock } from '@hale/core/system';
import { createTargetHttp } from '@hale/core/undici';
import { afterEach, expect, test } from 'vitest';
import { freePort } from './rig/dockerd.ts';
import { type ContainerOptions, describeEngines, type Engine, until } from './rig/index.ts';

const cleanups: (() => unknown)[] = [];
afterEach(async () => {
  for (const cleanup of cleanups.splice(0).toReversed()) await cleanup();
});

interface Probing {
  readonly container: Container;
  readonly leaks: Leaks;
  /** Its processes with this command line. */
  processes(...argv: string[]): readonly number[];
  exec(
    argv: readonly string[],
    change?: { readonly timeoutMs?: number; readonly helpless?: boolean },
  ): Running;
}

interface Running {
  readonly outcome: Promise<ProbeOutcome>;
  cancel(): void;
}

async function probing(engine: Engine, options: ContainerOptions = {}): Promise<Probing> {
  const { http, close } = await connectEndpoint({ kind: 'unix', path: engine.socket });
  const closing = new AbortController();
  cleanups.push(
    close,
    () => engine.removeContainers(),
    () => closing.abort(),
  );
  const connected: Connected = await connect(http);
  const { id } = await engine.runContainer(options);
  const container = await inspect(connected, id);
  const leaks = new Leaks();
  const endProcess = createEndProcess();
  return {
    container,
    leaks,
    processes: (...argv) => processesOf(id, argv),
    exec(argv, { timeoutMs = 20_000, helpless = false } = {}) {
      const cancel = new AbortController();
      const ports = {
        engine: connected,
        clock: systemClock,
        endProcess: helpless ? async () => 'impossible' as const : endProcess,
        leaks,
        closing: closing.signal,
      };
      const probe = { container, argv, timeoutMs, parity: BASELINE };
      return { outcome: runExec(probe, ports, cancel.signal), cancel: () => cancel.abort() };
    },
  };
}

/** The processes in the container's cgroup with this command line. */
function processesOf(id: string, argv: readonly string[]): readonly number[] {
  const read = (pid: string, file: string): string => {
    try {
      return readFileSync(`/proc/${pid}/${file}`, 'utf8');
    } catch {
      return '';
    }
  };
  const commandLine = `${argv.join('\0')}\0`;
  return readdirSync('/proc')
    .filter(
      (pid) => /^\d+$/.test(pid) && read(pid, 'cgroup').includes(id) && read(pid, 'cmdline') === commandLine,
    )
    .map(Number);
}

async function found({ outcome }: Pick<Running, 'outcome'>): Promise<Finding> {
  const given = await outcome;
  if (given.kind === 'void') throw given.reason;
  return given.finding;
}

const sh = (script: string): readonly string[] => ['sh', '-c', script];

describeEngines((engine) => {
  test.each([
    ['true', 0, ''],
    ['echo out; exit 1', 1, 'out\n'],
    ['echo err >&2; exit 126', 126, 'err\n'],
    ['exit 127', 127, ''],
    ['kill -9 $$', 137, ''],
    ['printf "a\\377\\376b\\342\\202"', 0, 'a\uFFFD\uFFFDb\uFFFD\uFFFD'],
    ['head -c 4096 /dev/zero | tr "\\0" x', 0, 'x'.repeat(4096)],
    ['head -c 4097 /dev/zero | tr "\\0" x', 0, `${'x'.repeat(4096)}...`],
  ])('%s', async (script, exitCode, output) => {
    const { exec, leaks } = await probing(engine);
    const running = exec(sh(script));
    expect(await found(running)).toMatchObject({ exitCode, output, error: false });
    expect((await running.outcome).ended).toBe(true);
    expect(leaks.total).toBe(0);
  });

  test('takes a flood of output, and keeps its beginning', async () => {
    const { exec } = await probing(engine);
    const { exitCode, output } = await found(exec(sh('yes hale | head -c 20000000; exit 5')));
    expect(exitCode).toBe(5);
    expect(output).toBe(`${'hale\n'.repeat(1000).slice(0, 4096)}...`);
  });

  test.each(['/nope', 'nope', '/etc/passwd', '/etc'])('%s cannot be started', async (program) => {
    const { exec } = await probing(engine);
    const { exitCode, output, error } = await found(exec([program, 'argument']));
    expect({ exitCode, error }).toEqual({ exitCode: -1, error: true });
    expect(output).toMatch(/exec/);
    expect(output).not.toMatch(/[\r\n]$/);
  });

  test('a child that holds the output open does not change the exit code', async () => {
    const { exec, processes } = await probing(engine);
    const { start, end, exitCode, output } = await found(exec(sh('sleep 77 & echo hi; exit 3')));
    expect({ exitCode, output }).toEqual({ exitCode: 3, output: 'hi\n' });
    const tookMs = Date.parse(end) - Date.parse(start);
    if (engine.kind === 'docker') expect(tookMs).toBeGreaterThanOrEqual(1_900);
    expect(tookMs).toBeLessThan(5_000);
    expect(processes('sleep', '77')).toHaveLength(1);
  });

  test('a probe that closes its output and goes on is waited for', async () => {
    const { exec } = await probing(engine);
    expect(await found(exec(sh('exec >&- 2>&-; sleep 0.5; exit 4')))).toMatchObject({ exitCode: 4 });
  });

  test('a probe that hangs is killed at its timeout, and only its own process is', async () => {
    const { exec, processes, leaks } = await probing(engine);
    const running = exec(sh('echo partly; sleep 66 & exec sleep 55'), { timeoutMs: 500 });
    await until('it runs', () => processes('sleep', '55').length === 1);
    const { start, end, ...result } = await found(running);
    expect(result).toEqual({
      exitCode: -1,
      output: 'Health check exceeded timeout (500ms): partly\n',
      error: false,
    });
    expect(Date.parse(end) - Date.parse(start)).toBeGreaterThanOrEqual(500);
    expect(Date.parse(end) - Date.parse(start)).toBeLessThan(3_000);
    expect((await running.outcome).ended).toBe(true);
    expect(processes('sleep', '55')).toEqual([]);
    expect(processes('sleep', '66')).toHaveLength(1);
    expect(leaks.total).toBe(0);
    expect(await found(exec(['true']))).toMatchObject({ exitCode: 0 });
  });

  test('a probe that nothing can kill is followed until it is gone', async () => {
    const { exec, processes, leaks } = await probing(engine);
    const { ended, gone } = await exec(['sleep', '2'], { timeoutMs: 300, helpless: true }).outcome;
    expect(ended).toBe(false);
    expect([leaks.lingering, processes('sleep', '2').length]).toEqual([1, 1]);
    await gone;
    expect([leaks.lingering, processes('sleep', '2').length]).toEqual([0, 0]);
  });

  test('a probe that is called off is killed', async () => {
    const { exec, processes } = await probing(engine);
    const { outcome, cancel } = exec(['sleep', '55']);
    await until('it runs', () => processes('sleep', '55').length === 1);
    cancel();
    expect(await outcome).toMatchObject({ kind: 'void', ended: true });
    expect(processes('sleep', '55')).toEqual([]);
  });

  test('of a container that is paused or stopped meanwhile nothing is found out', async () => {
    const { exec, processes, container } = await probing(engine);
    const paused = exec(['sleep', '55'], { timeoutMs: 1_000 });
    await until('it runs', () => processes('sleep', '55').length === 1);
    await engine.call('POST', `/containers/${container.id}/pause`);
    expect(await paused.outcome).toMatchObject({ kind: 'void' });
    expect(await exec(['true']).outcome).toMatchObject({ kind: 'void', ended: true });
    await engine.call('POST', `/containers/${container.id}/unpause`);
    await (await paused.outcome).gone;
    expect(processes('sleep', '55')).toEqual([]);

    const stopped = exec(['sleep', '44']);
    await until('it runs', () => processes('sleep', '44').length === 1);
    await engine.call('POST', `/containers/${container.id}/stop?t=0`);
    expect(await stopped.outcome).toMatchObject({ kind: 'void', ended: true });
    expect(await exec(['true']).outcome).toMatchObject({ kind: 'void', ended: true });
    await engine.removeContainers();
    expect(await exec(['true']).outcome).toMatchObject({ kind: 'void', reason: { code: 'not-found' } });
  });

  test('an engine that dies is no failure of its container, though the output ends as if all were well', async () => {
    const { exec, processes, leaks, container } = await probing(engine);
    const { outcome } = exec(['sleep', '33']);
    await until('the engine knows that it runs', () => runsExec(engine, container.id));
    await engine.kill();
    expect(await outcome).toMatchObject({ kind: 'void', reason: { code: 'unreachable' } });
    await engine.restart();
    await (await outcome).gone;
    expect([leaks.lingering, processes('sleep', '33').length]).toEqual([0, 0]);
  });

  test('http and tcp reach what listens on the network of the host', async () => {
    const port = await freePort();
    const { container } = await probing(engine, {
      cmd: ['httpd', '-f', '-p', String(port), '-h', '/www'],
    });
    const { http, close } = createTargetHttp({ verify: true, serverName: null });
    cleanups.push(close);
    const address = addressOf(container, port, { kind: 'here', bridged: true });
    const check = { kind: 'http', scheme: 'http', host: null, port, method: 'GET', headers: {} } as const;
    const rules = {
      expect: { from: 200, to: 299 },
      contains: 'hale',
      tls: { verify: true, serverName: null },
    };
    const ask = async (path: string): Promise<ProbeOutcome> =>
      runHttp(
        { spec: { ...check, ...rules, path }, address, timeoutMs: 5_000 },
        { clock: systemClock, http: () => http },
        new AbortController().signal,
      );
    const knock = async (): Promise<ProbeOutcome> =>
      runTcp(
        { spec: { kind: 'tcp', host: null, port }, address, timeoutMs: 5_000 },
        { clock: systemClock, connect: connectTcp },
        new AbortController().signal,
      );
    await until('it listens', async () => (await found({ outcome: knock() })).exitCode === 0);
    expect(await ask('/index.html')).toMatchObject({
      finding: { exitCode: 0, output: `GET http://127.0.0.1:${port}/index.html: 200` },
    });
    expect(await ask('/nope')).toMatchObject({
      finding: { exitCode: 1, output: expect.stringContaining('404, expected 200 to 299') },
    });
    expect(await knock()).toMatchObject({ finding: { exitCode: 0 } });
    await engine.call('POST', `/containers/${container.id}/kill`);
    await until('it is gone', async () => (await inspectState(engine, container.id)) === 'exited');
    expect(await knock()).toMatchObject({
      finding: { exitCode: 1, output: `127.0.0.1:${port}: nothing listens there` },
    });
  });
});

/** What a check sees of its surroundings. */
const SURROUNDINGS = 'echo "$0 $1 $#"; id; pwd; test -t 1 && echo tty; env | sort; cat; ulimit -n';
const PLACED = { Env: ['A=b c', 'PATH=/bin', 'HOME=/tmp'], User: 'nobody', WorkingDir: '/tmp', Tty: true };

describeEngines(
  (engine) => {
    test.each([
      [['CMD', 'sh', '-c', SURROUNDINGS, 'zero', 'one two'], {}],
      [['CMD-SHELL', SURROUNDINGS, 'zero', 'one'], {}],
      [['CMD-SHELL', SURROUNDINGS], PLACED],
      [['CMD-SHELL', `${SURROUNDINGS}; exit 137`], { ...PLACED, Shell: ['/bin/sh', '-e', '-c'] }],
      [['CMD-SHELL', 'printf "\\377\\342\\202"; exit 126'], {}],
      [['CMD', '/nope'], {}],
      [['CMD', '/etc/passwd'], {}],
      [['CMD', 'true'], { User: 'nobody', WorkingDir: '/' }],
      [['CMD-SHELL'], {}],
      [['CMD', 'head', '-c', '5000', '/bin/busybox'], {}],
    ] as const)("finds what the engine's own check does: %j in %j", async (check, body) => {
      const health = { test: check, intervalMs: 100, retries: 1 };
      const native = await engine.runContainer({ name: 'native', health, body });
      const first = await until('the engine has checked', async () => {
        const path = `/containers/${native.id}/json`;
        return (
          await engine.call<{ State: { Health: { Log: { ExitCode: number; Output: string }[] } } }>(
            'GET',
            path,
          )
        ).body.State.Health.Log[0];
      });
      const { container, exec } = await probing(engine, { name: 'twin', body });
      const command = probeCommand(check, container);
      const { exitCode, output } = await found(exec(command.kind === 'exec' ? command.argv : []));
      expect({ exitCode, output }).toEqual({ exitCode: first.ExitCode, output: first.Output });
    });
  },
  { kind: 'docker' },
);

async function runsExec(engine: Engine, id: string): Promise<boolean> {
  const { body } = await engine.call<{ ExecIDs: string[] | null }>('GET', `/containers/${id}/json`);
  const exec = body.ExecIDs?.[0];
  if (exec === undefined) return false;
  return (await engine.call<{ Running: boolean }>('GET', `/exec/${exec}/json`)).body.Running;
}

async function inspectState(engine: Engine, id: string): Promise<string> {
  const { body } = await engine.call<{ State: { Status: string } }>('GET', `/containers/${id}/json`);
  return body.State.Status;
}
