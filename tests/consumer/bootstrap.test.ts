import { spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, dirname, join } from 'node:path';
import { describe, expect, it, vi } from 'vitest';
import { isAlive, npmRun, root, strangersEnv } from './npm-run.ts';

const STOP_WITHIN_MS = 10_000;
const FIRST_RUN_WITHIN_MS = 300_000;

function bootstrap(...command: readonly string[]) {
  const args = ['scripts/bootstrap.mjs', ...command];
  return spawnSync('node', args, { cwd: root, env: strangersEnv(), encoding: 'utf8' });
}

describe('a checkout that is installed', () => {
  it('runs the command on the locked Node and adds nothing to what it prints', () => {
    const before = performance.now();
    const { status, stdout, stderr } = bootstrap('node', '-p', 'process.version');
    process.stderr.write(`bootstrap: ${Math.round(performance.now() - before)} ms when warm\n`);
    expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
    expect(stdout).toMatch(/^v(?:2[4-9]|[3-9]\d)\.\d+\.\d+\n$/);
  });

  it('ends as the command ends', () => {
    expect(bootstrap('node', '-e', 'process.exit(7)').status).toBe(7);
    expect(bootstrap('node', '-e', 'process.kill(process.pid, "SIGTERM")').status).toBe(128 + 15);
  });

  it('says which command it cannot run', () => {
    const { status, stderr } = bootstrap('no-such-command');
    expect(status).toBe(127);
    expect(stderr).toContain('hale: cannot run no-such-command');
  });
});

describe('npm run, stopped', () => {
  it.each([
    ['SIGTERM to npm', 'SIGTERM', 'npm', 'SIGTERM'],
    ['SIGKILL of npm', 'SIGKILL', 'npm', 'SIGTERM'],
    ['SIGTERM to all of them', 'SIGTERM', 'group', 'SIGTERM'],
    ['SIGINT to all of them', 'SIGINT', 'group', 'SIGINT'],
  ] as const)(
    '%s lets the command stop in its own time and leaves nothing behind',
    async (_name, signal, to, first) => {
      using run = npmRun();
      await vi.waitFor(() => expect(run.pids()).toHaveLength(2), STOP_WITHIN_MS);

      process.kill(to === 'group' ? -run.pid : run.pid, signal);

      await run.exited;
      await vi.waitFor(() => expect(isAlive(-run.pid)).toBe(false), STOP_WITHIN_MS);
      expect(run.pids().filter(isAlive)).toEqual([]);
      expect(run.signals()[0]).toBe(first);
      expect(run.stopped()).toBe(true);
    },
  );
});

describe.skipIf(process.platform !== 'linux')('on a terminal', () => {
  it('Ctrl-C reaches the command once', async () => {
    using run = npmRun('a terminal');
    await vi.waitFor(() => expect(run.pids()).toHaveLength(2), STOP_WITHIN_MS);

    run.npm.stdin?.write('\u0003');

    await vi.waitFor(() => expect(run.pids().some(isAlive)).toBe(false), STOP_WITHIN_MS);
    expect(run.signals()).toEqual(['SIGINT']);
    expect(run.stopped()).toBe(true);
  });
});

/** It fetches from the network, so it is for CI. */
const inCi = process.env['CI'] === 'true' || process.env['HALE_ENGINES'] === 'required';
if (!inCi)
  process.stderr.write('SKIPPED the first run of a fresh clone, which needs the network: CI=true runs it\n');

describe.skipIf(!inCi)('a fresh clone, an empty home, only Node and npm', () => {
  it(
    'installs itself and runs the command; empty XDG folders leave nothing in the checkout',
    () => {
      const home = mkdtempSync(join(tmpdir(), 'hale-home-'));
      const clone = join(home, 'clone');
      try {
        const left = ['.git', '.turbo', 'node_modules', 'dist', 'coverage'];
        cpSync(root, clone, { recursive: true, filter: (path) => !left.includes(basename(path)) });
        const entries = readdirSync(clone);
        mkdirSync(join(home, 'empty'));
        const tools = ['node', 'npm'].map((tool) =>
          dirname(spawnSync('which', [tool], { env: strangersEnv(), encoding: 'utf8' }).stdout),
        );
        const { status, stdout, stderr } = spawnSync(
          'node',
          ['scripts/bootstrap.mjs', 'node', '-p', 'process.version'],
          {
            cwd: clone,
            encoding: 'utf8',
            env: {
              HOME: join(home, 'empty'),
              PATH: [...tools, '/usr/bin', '/bin'].join(':'),
              XDG_DATA_HOME: '',
              XDG_CACHE_HOME: '',
              XDG_CONFIG_HOME: '',
              XDG_STATE_HOME: '',
            },
          },
        );
        expect(status, stderr).toBe(0);
        expect(stdout).toMatch(/^v26\.\d+\.\d+\n$/);
        expect(readdirSync(clone).toSorted()).toEqual([...entries, 'node_modules'].toSorted());
      } finally {
        rmSync(home, { recursive: true, force: true });
      }
    },
    FIRST_RUN_WITHIN_MS,
  );
});
