import type { Http } from '@hale/core';
import { createSimulatedClock } from '@hale/core/testing';
import { describe, expect, it } from 'vitest';
import { run } from '../program.ts';
import { checked, failing, passing, service, testEngine, until } from '../testing/engine.ts';
import { record } from '../testing/recording.ts';
import { MAX_WAITED } from './wait.ts';

const plain = { name: 'plain', was: { status: 'running', forMs: 60_000 } } as const;
const web = { name: 'shop-web-1', labels: service('web'), healthcheck: checked } as const;

describe('hale wait', () => {
  it('ends when it is reached', async () => {
    const engine = testEngine({ ...web, finding: passing });
    const { exit, stdout } = engine.start(['wait', 'shop/web']);
    await until('it watches', () => engine.clock.sleepers > 2);
    expect(stdout.text).toBe('');
    await engine.clock.advance(1500);
    expect(await exit).toBe(0);
    expect(stdout.text).toBe('✓ shop/web  is healthy\n');
    expect(engine.closed).toBe(1);
  });

  it('ends at once for a container that has no healthcheck to be healthy by', async () => {
    expect(await testEngine(plain).run(['wait', 'plain'])).toEqual({
      exitCode: 1,
      stdout: '✗ plain  cannot be healthy: it has no healthcheck, so it is never healthy\n',
      stderr: '',
    });
  });

  it('ends for all when one can no longer reach it', async () => {
    const engine = testEngine(
      { ...web, finding: failing },
      { name: 'plain', healthcheck: checked, finding: failing },
    );
    const { exit, stdout } = engine.start(['wait', 'shop/web', 'plain']);
    await engine.clock.advance(2500);
    await engine.engine.act('plain', { do: 'exit', code: 7 });
    expect(await exit).toBe(1);
    expect(stdout.text).toMatch(
      /^✗ plain {2}cannot be healthy: it has crashed with exit code 7.*connection refused\n$/,
    );
  });

  it('gives up in time, and says how things stand, with what the last probe said', async () => {
    const engine = testEngine({ ...web, finding: failing }, plain);
    const { exit, stdout } = engine.start([
      'wait',
      'shop/web',
      'plain',
      '--for',
      'stopped',
      '--timeout',
      '1m30s',
    ]);
    await until('it watches', () => engine.clock.sleepers > 2);
    await engine.clock.advance(89_999);
    expect(stdout.text).toBe('');
    await engine.clock.advance(1);
    expect(await exit).toBe(124);
    expect(stdout.lines.toSorted()).toEqual([
      '● plain  is not stopped after 1m30s: running',
      expect.stringMatching(
        /^✗ shop\/web {2}is not stopped after 1m30s: unhealthy {2}failing \d+×: "connection refused"$/,
      ),
    ]);
  });

  it.each(['healthy', 'running', 'stopped'])('cannot be %s if it does not exist', async (goal) => {
    expect(await testEngine(plain).run(['wait', 'nope', '--for', goal])).toEqual({
      exitCode: 1,
      stdout: `✗ nope  cannot be ${goal}: it does not exist\n`,
      stderr: '',
    });
  });

  it.each(['nope', 'shop/nope'])('takes %s for removed if it does not exist', async (name) => {
    expect(await testEngine(plain).run(['wait', name, '--for', 'removed'])).toMatchObject({
      exitCode: 0,
      stdout: `✓ ${name}  is removed\n`,
    });
  });

  it('waits for several, once each', async () => {
    const engine = testEngine({ ...web, finding: passing }, plain);
    const { exit, stdout } = engine.start(['wait', 'plain', 'plain', 'shop/web', '--for', 'running']);
    expect(await exit).toBe(0);
    expect(stdout.lines.toSorted()).toEqual(['✓ plain  is running', '✓ shop/web  is running']);
  });

  it('prints an object a line with --json', async () => {
    const { stdout } = await testEngine(plain).run(['wait', 'plain', 'nope', '--json']);
    const [first] = stdout
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line));
    expect(['plain', 'nope']).toContain(first.container);
    const { stdout: one } = await testEngine(plain).run(['wait', 'plain', '--json']);
    expect(JSON.parse(one)).toMatchObject({
      container: 'plain',
      for: 'healthy',
      result: 'impossible',
      reason: 'it has no healthcheck, so it is never healthy',
      condition: 'running',
      health: null,
    });
  });

  it('gives up in time on an engine that does not even answer', async () => {
    const clock = createSimulatedClock();
    const { io, stdout } = record({ clock });
    const http: Http = ({ signal }) =>
      new Promise((_, reject) => signal?.addEventListener('abort', () => reject(signal.reason)));
    const exit = run(['wait', 'web', '--timeout', '5s'], io, async () => ({
      http,
      label: '',
      from: '',
      simulated: false,
      host: null,
      close: async () => undefined,
    }));
    await until('it asks', () => clock.sleepers > 0);
    await clock.advance(5000);
    expect(await exit).toBe(124);
    expect(stdout.text).toBe('? web  is not healthy after 5s: unknown\n');
  });

  it('is stopped by a signal, and says nothing', async () => {
    const engine = testEngine({ ...web, finding: failing });
    const { exit, stdout, stderr, stop } = engine.start(['wait', 'shop/web']);
    await until('it watches', () => engine.clock.sleepers > 2);
    stop('SIGINT');
    expect(await exit).toBe(130);
    expect(stdout.text + stderr.text).toBe('');
  });

  it('has a bound', async () => {
    const names = Array.from({ length: MAX_WAITED + 1 }, (_, n) => `c${n}`);
    const engine = testEngine(plain);
    expect(await engine.run(['wait', ...names])).toEqual({
      exitCode: 2,
      stdout: '',
      stderr: 'hale: expected at most 50 containers, got 51\n',
    });
    const { exitCode } = await engine.run(['wait', ...names.slice(1), '--for', 'removed']);
    expect(exitCode).toBe(0);
  });
});
