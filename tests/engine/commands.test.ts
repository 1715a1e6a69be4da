import { describe, expect, it } from 'vitest';
import { Hale, runHale } from '../cli/hale.ts';
import { describeEngines, type Engine } from './rig/index.ts';

const env = (engine: Engine) => ({ DOCKER_HOST: `unix://${engine.socket}` });

interface Change {
  readonly subject: string;
  readonly from: string | null;
  readonly to: string;
}

const changesOf = ({ lines }: Hale, name: string): readonly Change[] =>
  lines.map((line): Change => JSON.parse(line)).filter(({ subject }) => subject === `container/${name}`);

describeEngines((engine) => {
  it('up follows what docker does to a container, in the right words', async () => {
    const { id } = await engine.runContainer({ name: 'followed' });
    const hale = new Hale(['up', '--json'], { env: env(engine) });
    const seen = (): readonly string[] => changesOf(hale, 'followed').map(({ to }) => to);
    await hale.until('the baseline', () => seen().length === 1);
    expect(hale.stderr).toContain(engine.kind === 'docker' ? 'hale: Docker ' : 'hale: Podman ');
    for (const [verb, to] of [
      ['pause', 'paused'],
      ['unpause', 'running'],
      ['stop', 'stopped'],
      ['start', 'running'],
      ['kill', 'stopped'],
      ['rm', 'removed'],
    ] as const) {
      const before = seen().length;
      await engine.docker(verb, id);
      await hale.until(`${verb} is told`, () => seen().slice(before).at(-1) === to);
    }
    expect(seen().filter((to) => to !== 'stopping')).toEqual([
      'running',
      'paused',
      'running',
      'stopped',
      'running',
      'stopped',
      'removed',
    ]);
    const changes = changesOf(hale, 'followed');
    for (const [n, { from }] of changes.entries()) expect(from).toBe(changes[n - 1]?.to ?? null);
    hale.process.kill('SIGTERM');
    expect(await hale.exit).toBe(0);
  });

  it('ps shows who crashed, and hides who was only stopped', async () => {
    await engine.runContainer({ name: 'fine' });
    await engine.runContainer({ name: 'crashed', cmd: ['sh', '-c', 'exit 7'] });
    await engine.runContainer({ name: 'done', cmd: ['true'] });
    await engine.docker('wait', 'crashed', 'done');
    const listed = async (...flags: string[]): Promise<string[]> => {
      const { stdout } = await runHale(['ps', '--json', ...flags], { env: env(engine) });
      const records: { name: string; condition: string; exitCode: number | null }[] = JSON.parse(stdout);
      return records.map(({ name, condition, exitCode }) => `${name} ${condition} ${exitCode}`);
    };
    expect(await listed()).toEqual(['crashed crashed 7', 'fine running null']);
    expect(await listed('--all')).toEqual(['crashed crashed 7', 'fine running null', 'done stopped 0']);
    expect(await listed('--health', 'none')).toEqual(await listed());
    await engine.removeContainers();
  });

  it('watch ends as its container does', async () => {
    const { name } = await engine.runContainer({
      cmd: ['sh', '-c', 'trap "exit 5" TERM; while :; do sleep 0.1; done'],
    });
    const plain = new Hale(['watch', name], { env: env(engine) });
    const propagating = new Hale(['watch', name, '--propagate'], { env: env(engine) });
    for (const hale of [plain, propagating]) await hale.until('it watches', ({ lines }) => lines.length > 0);
    await engine.docker('stop', name);
    expect(await Promise.all([plain.exit, propagating.exit])).toEqual([0, 5]);
    // Podman says that it was a stop only after the exit.
    const end = engine.kind === 'docker' ? 'stopped' : 'crashed';
    expect(plain.lines.at(-1)).toMatch(new RegExp(`→ ${end} {2}exit code 5$`));
    expect(await runHale(['watch', 'nonesuch'], { env: env(engine) })).toMatchObject({
      code: 1,
      stderr: 'hale: there is no container "nonesuch"\n  hale ps --all lists every container.\n',
    });
    await engine.removeContainers();
  });

  it('watch --poll sees the same without a stream', async () => {
    const { name } = await engine.runContainer();
    const hale = new Hale(['watch', name, '--poll', '100ms'], { env: env(engine) });
    await hale.until('it watches', ({ lines }) => lines.length > 0);
    await engine.docker('kill', name);
    expect(await hale.exit).toBe(0);
    expect(hale.lines.at(-1)).toMatch(/exit code 137/);
    await engine.removeContainers();
  });

  it('watch goes on through a death of the engine', async () => {
    const { name } = await engine.runContainer();
    const hale = new Hale(['watch', name], { env: env(engine) });
    await hale.until('it watches', ({ lines }) => lines.length === 1);
    await engine.kill();
    await hale.until('unknown', ({ lines }) => lines.at(-1)?.endsWith('running → unknown') === true);
    await engine.restart();
    await hale.until('known again', ({ lines }) => lines.some((line) => line.includes('unknown → ')));
    // Docker 20.10 ends what its predecessor left running.
    hale.process.kill('SIGINT');
    expect([0, 130]).toContain(await hale.exit);
    await engine.removeContainers();
  });

  it('wait knows what is reached and what can no longer be', async () => {
    const { name } = await engine.runContainer();
    const wait = (...argv: string[]) => runHale(['wait', ...argv], { env: env(engine) });
    expect(await wait(name, '--for', 'running')).toMatchObject({ code: 0 });
    expect(await wait(name)).toMatchObject({
      code: 1,
      stdout: expect.stringContaining('it has no healthcheck'),
    });
    expect(await wait(name, '--for', 'stopped', '--timeout', '300ms')).toMatchObject({ code: 124 });
    const removed = new Hale(['wait', name, 'nonesuch', '--for', 'removed'], { env: env(engine) });
    await removed.until('the other is', ({ lines }) => lines.length > 0);
    await engine.removeContainers();
    expect(await removed.exit).toBe(0);
  });

  it('doctor finds nothing wrong', async () => {
    await engine.runContainer();
    const { code, stdout } = await runHale(['doctor', '--json'], { env: env(engine) });
    const { ok, findings } = JSON.parse(stdout);
    expect({
      code,
      ok,
      problems: findings.filter(({ verdict }: { verdict: string }) => verdict === 'problem'),
    }).toEqual({
      code: 0,
      ok: true,
      problems: [],
    });
    await engine.removeContainers();
  });
});

describeEngines(
  (engine) => {
    describe('a container with a healthcheck', () => {
      const health = { test: ['CMD', 'test', '-e', '/ok'], intervalMs: 200, timeoutMs: 5000, retries: 2 };

      it('is told, listed and waited for by its health, as docker inspect shows it', async () => {
        const labels = { 'com.docker.compose.project': 'shop', 'com.docker.compose.service': 'web' };
        const { name } = await engine.runContainer({ name: 'checked', health, labels });
        const hale = new Hale(['watch', 'shop/web'], { env: env(engine) });
        await hale.until('it fails', ({ stdout }) => /unhealthy {2}failing \d+×/.test(stdout));
        await engine.docker('exec', name, 'touch', '/ok');
        expect(await runHale(['wait', 'shop/web', '--timeout', '20s'], { env: env(engine) })).toMatchObject({
          code: 0,
        });
        await hale.until('it is well', ({ stdout }) => stdout.includes('unhealthy → healthy'));
        // A paused container's record stands still, so that two looks are of the same.
        await engine.docker('pause', name);
        const { stdout } = await runHale(['ps', '--json', '--project', 'shop'], { env: env(engine) });
        const inspected = JSON.parse((await engine.docker('inspect', name)).stdout);
        expect(JSON.parse(stdout)).toMatchObject([
          { name: 'checked', condition: 'paused', service: 'web', health: inspected[0].State.Health },
        ]);
        await engine.docker('unpause', name);
        await engine.docker('kill', name);
        expect(await hale.exit).toBe(0);
        await engine.removeContainers();
      });

      it('can no longer become healthy once it has ended, and its last probe is told', async () => {
        // One probe at one second, so that none is under way at the end.
        const failing = { ...health, test: ['CMD-SHELL', 'echo not ready; exit 1'], intervalMs: 1000 };
        const { name } = await engine.runContainer({
          health: failing,
          cmd: ['sh', '-c', 'sleep 1.6; exit 4'],
        });
        const { code, stdout } = await runHale(['wait', name], { env: env(engine) });
        expect(code).toBe(1);
        expect(stdout).toMatch(
          /cannot be healthy: it has crashed with exit code 4; its last failing probe said: not ready\n$/,
        );
        await engine.removeContainers();
      });
    });
  },
  { kind: 'docker' },
);
