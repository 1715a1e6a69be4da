import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { SimulatedSubject } from './conformance/simulated.ts';
import { type CommandResult, runCommand } from './rig/command.ts';

const missing = spawnSync('docker', ['--version']).error !== undefined;
const required = process.env['HALE_ENGINES'] === 'required';
if (missing && !required)
  process.stderr.write('\nSKIPPED the docker CLI against the simulated engine: no docker CLI\n\n');

const GRACEFUL = "trap 'exit 0' TERM; sleep 1000";
const CHECK = { test: ['CMD', 'true'], intervalMs: 60_000 };

describe.skipIf(missing && !required)('the docker CLI against the simulated engine', () => {
  const subject = new SimulatedSubject([
    {
      name: 'web',
      image: 'nginx:1.29',
      program: GRACEFUL,
      healthcheck: CHECK,
      was: { status: 'running', forMs: 600_000 },
    },
    { name: 'job', image: 'shop/job:1', was: { status: 'exited', exitCode: 3, agoMs: 3_600_000 } },
  ]);
  beforeAll(() => subject.start());
  afterAll(() => subject.stop());

  function environment(): NodeJS.ProcessEnv {
    const own = Object.entries(process.env).filter(([name]) => !name.startsWith('DOCKER_'));
    const ours = { DOCKER_CONFIG: join(subject.folder, 'cli'), DOCKER_HOST: `unix://${subject.socket}` };
    return { ...Object.fromEntries(own), ...ours };
  }

  function docker(...args: readonly string[]): Promise<CommandResult> {
    return runCommand('docker', args, { env: environment(), withinMs: 10_000 });
  }

  /** Its stdout, of a command that must succeed without a word of complaint. */
  async function say(...args: readonly string[]): Promise<string> {
    const result = await docker(...args);
    expect(result).toMatchObject({ code: 0, stderr: '' });
    return result.stdout.trim();
  }

  const status = (name: string): Promise<string> =>
    say('inspect', '-f', '{{.State.Status}} {{.State.ExitCode}}', name);

  /** A container of a test's own, running. */
  async function running(name: string): Promise<void> {
    await say('create', '--name', name, 'busybox', 'sh', '-c', GRACEFUL);
    await say('start', name);
  }

  test('version, info', async () => {
    expect(
      await say('version', '-f', '{{.Server.Version}} {{.Server.APIVersion}} {{.Server.MinAPIVersion}}'),
    ).toBe('26.1.5 1.45 1.24');
    expect(await say('version')).toContain('hale simulated engine');
    expect(await say('info', '-f', '{{.ServerVersion}} {{.OSType}}')).toBe('26.1.5 linux');
    expect(await say('info')).toContain('Operating System: hale simulated engine');
  });

  test('ps, ps -a, ps --filter', async () => {
    const format = ['--format', '{{.Names}} {{.Image}} {{.Status}}'];
    expect(await say('ps', ...format, '--filter', 'name=web')).toBe('web nginx:1.29 Up 10 minutes (healthy)');
    expect(await say('ps', ...format, '--filter', 'name=job')).toBe('');
    expect(await say('ps', '-a', ...format, '--filter', 'name=job')).toBe(
      'job shop/job:1 Exited (3) About an hour ago',
    );
    expect(await say('ps', '-q', '--filter', 'health=healthy')).toMatch(/^[0-9a-f]{12}$/);
    expect(await docker('ps', '--filter', 'health=fine')).toMatchObject({ code: 1 });
  });

  test('inspect, inspect -f', async () => {
    const [inspected] = JSON.parse(await say('inspect', 'web'));
    expect(inspected).toMatchObject({
      Name: '/web',
      State: { Running: true, Health: { Status: 'healthy' } },
    });
    expect(await say('inspect', '-f', '{{json .Config.Healthcheck}}', 'web')).toBe(
      '{"Test":["CMD","true"],"Interval":60000000000}',
    );
    expect(await say('container', 'inspect', '-f', '{{.State.ExitCode}}', 'job')).toBe('3');
    const none = await docker('inspect', 'nobody');
    expect([none.code, none.stderr.trim()]).toEqual([1, 'Error: No such object: nobody']);
  });

  test('exec: streams apart, exit code passed through', async () => {
    expect(await docker('exec', 'web', 'sh', '-c', 'echo out; echo err >&2; exit 3')).toEqual({
      code: 3,
      stdout: 'out\n',
      stderr: 'err\n',
    });
    expect(await docker('exec', '-t', 'web', 'echo', 'hi')).toMatchObject({ code: 0, stdout: 'hi\r\n' });
    expect(await docker('exec', 'web', '/nope')).toMatchObject({
      code: 126,
      stdout: expect.stringContaining('OCI runtime exec failed: '),
    });
    expect(await docker('exec', 'job', 'true')).toMatchObject({
      code: 1,
      stderr: expect.stringContaining('is not running'),
    });
  });

  test('exec -d', async () => {
    expect(await say('exec', '-d', 'web', 'touch', '/done')).toBe('');
    await expect.poll(async () => (await docker('exec', 'web', 'test', '-f', '/done')).code).toBe(0);
    expect(await docker('exec', '-d', 'web', '/nope')).toMatchObject({
      code: 1,
      stderr: expect.stringContaining('/nope'),
    });
  });

  test('create, start, stop, start, restart, kill, rm', async () => {
    await running('life');
    expect(await say('stop', 'life')).toBe('life');
    expect(await status('life')).toBe('exited 0');
    expect(await say('start', 'life')).toBe('life');
    expect(await say('restart', 'life')).toBe('life');
    expect(await say('kill', '-s', 'HUP', 'life')).toBe('life');
    expect(await status('life')).toBe('running 0');
    const refused = await docker('rm', 'life');
    expect([refused.code, refused.stderr]).toEqual([
      1,
      expect.stringContaining('container is running: stop the container'),
    ]);
    expect(await say('kill', 'life')).toBe('life');
    expect(await status('life')).toBe('exited 137');
    expect(await say('rm', 'life')).toBe('life');
    expect((await docker('inspect', 'life')).code).toBe(1);
  });

  test('pause, unpause, rename, rm -f', async () => {
    await running('quiet');
    expect(await say('pause', 'quiet')).toBe('quiet');
    expect(await status('quiet')).toBe('paused 0');
    const again = await docker('pause', 'quiet');
    expect([again.code, again.stderr]).toEqual([
      1,
      expect.stringMatching(/Container \w{64} is already paused/),
    ]);
    expect(await say('unpause', 'quiet')).toBe('quiet');
    expect(await say('rename', 'quiet', 'loud')).toBe('');
    expect(await say('rm', '-f', 'loud')).toBe('loud');
  });

  test('wait', async () => {
    await running('awaited');
    const waiting = say('wait', 'awaited');
    await say('kill', 'awaited');
    expect(await waiting).toBe('137');
  });

  test('events --since --until, with filters', async () => {
    const since = String(Math.floor(Date.now() / 1000));
    await running('told');
    await say('kill', 'told');
    // `0s` would be the beginning of this second: the CLI cuts durations.
    const until = String((Date.now() + 1) / 1000);
    const format = ['--format', '{{.Action}} {{.Actor.Attributes.exitCode}}'];
    const asked = ['events', '--since', since, '--until', until, '--filter', 'container=told', ...format];
    const told = await say(...asked);
    expect(told.split('\n').map((line) => line.replace(' <no value>', ''))).toEqual([
      'create',
      'start',
      'kill',
      'die 137',
    ]);
    expect(await say(...asked, '--filter', 'event=die')).toBe('die 137');
    expect(await say('events', '--since', '10m', '--until', until, '--filter', 'container=told')).toContain(
      'container die',
    );
  });

  test('events, live', async () => {
    const filter = ['--filter', 'container=live', '--format', '{{.Action}}'];
    const child = spawn('docker', ['events', ...filter], {
      env: environment(),
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    const lines = createInterface(child.stdout)[Symbol.asyncIterator]();
    const listening = async (): Promise<number> =>
      (await subject.call<{ NEventsListener: number }>('GET', '/info')).body.NEventsListener;
    await expect.poll(listening).toBe(1);
    await running('live');
    expect([(await lines.next()).value, (await lines.next()).value]).toEqual(['create', 'start']);
    child.kill('SIGKILL');
    await once(child, 'exit');
    await expect.poll(listening).toBe(0);
  });
});
