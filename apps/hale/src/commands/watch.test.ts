import { describe, expect, it } from 'vitest';
import { checked, failing, passing, service, type TestEngine, testEngine, until } from '../testing/engine.ts';

const web = {
  name: 'shop-web-1',
  labels: service('web'),
  healthcheck: checked,
  was: { status: 'running', forMs: 60_000 },
} as const;
const plain = { name: 'plain', was: { status: 'running', forMs: 60_000 } } as const;

/** The lines without their time of day. */
const told = (lines: readonly string[]): string[] => lines.map((line) => line.slice(10));

async function watching(engine: TestEngine, ...argv: string[]): Promise<ReturnType<TestEngine['start']>> {
  const running = engine.start(['watch', ...argv]);
  await until('the first line', () => running.stdout.lines.length > 0);
  return running;
}

describe('hale watch', () => {
  it('prints each change and ends well when the container stops', async () => {
    const engine = testEngine({ ...web, finding: passing });
    await engine.clock.advance(1500);
    const { stdout, stderr, exit } = await watching(engine, 'shop-web-1');
    await engine.engine.act('shop-web-1', { do: 'pause' });
    await engine.engine.act('shop-web-1', { do: 'unpause' });
    await until('both are told', () => stdout.lines.length === 3);
    await engine.engine.act('shop-web-1', { do: 'kill', signal: 'KILL' });
    expect(await exit).toBe(0);
    expect(told(stdout.lines)).toEqual([
      '✓ shop/web  healthy',
      '‖ shop/web  healthy → paused',
      '✓ shop/web  paused → healthy',
      '↓ shop/web  healthy → stopping',
      '○ shop/web  stopping → stopped  exit code 137',
    ]);
    expect(stderr.text).toBe('');
    expect(engine.closed).toBe(1);
  });

  it('tells a failing check with what it said', async () => {
    const engine = testEngine({ ...web, finding: failing });
    const { stdout } = await watching(engine, 'shop/web');
    await engine.clock.advance(2500);
    await until('it is told', () => stdout.lines.length === 2);
    expect(told(stdout.lines)[1]).toMatch(
      /^✗ shop\/web {2}healthy → unhealthy {2}failing 2×: "connection refused"$/,
    );
  });

  it('takes the name that ps shows, the name that docker knows, and an id', async () => {
    const engine = testEngine(web);
    const inspected = await engine.engine.fetch(new Request('http://docker/containers/shop-web-1/json'));
    const { Id } = (await inspected.json()) as { Id: string };
    for (const name of ['shop/web', 'shop-web-1', Id, Id.slice(0, 12)]) {
      const { stdout, exit, stop } = await watching(engine, name);
      expect(told(stdout.lines)).toEqual(['✓ shop/web  healthy']);
      stop('SIGTERM');
      expect(await exit).toBe(143);
    }
  });

  it.each(['nope', 'shop/nope'])('says that there is no %s', async (name) => {
    expect(await testEngine(plain).run(['watch', name])).toEqual({
      exitCode: 1,
      stdout: '',
      stderr: `hale: there is no container "${name}"\n  hale ps --all lists every container.\n`,
    });
  });

  it('ends at once when it has stopped already', async () => {
    const engine = testEngine({ name: 'done', was: { status: 'exited', exitCode: 0, agoMs: 60_000 } });
    expect(await engine.run(['watch', 'done'])).toMatchObject({ exitCode: 0, stderr: '' });
  });

  it('ends when it is removed', async () => {
    const engine = testEngine(plain);
    const { stdout, exit } = await watching(engine, 'plain');
    await engine.engine.act('plain', { do: 'remove' });
    expect(await exit).toBe(0);
    expect(told(stdout.lines).at(-1)).toMatch(/^[○-] plain/);
  });

  it('exits as the container does with --propagate', async () => {
    const engine = testEngine(plain);
    const { stdout, exit } = await watching(engine, 'plain', '--propagate');
    await engine.engine.act('plain', { do: 'exit', code: 42 });
    expect(await exit).toBe(42);
    expect(told(stdout.lines).at(-1)).toBe('✗ plain  running → crashed  exit code 42');
  });

  it('goes on through restarts by a policy', async () => {
    const engine = testEngine({ ...plain, restart: { name: 'always', maximumRetries: 0 } });
    const { stdout, exit, stop } = await watching(engine, 'plain');
    await engine.engine.act('plain', { do: 'exit', code: 1 });
    await until('it is told', () => stdout.lines.length > 1);
    await engine.clock.advance(5000);
    await until('it runs again', () => stdout.lines.at(-1)?.endsWith('running') === true);
    stop('SIGINT');
    expect(await exit).toBe(130);
  });

  it('prints an object a line with --json', async () => {
    const engine = testEngine(plain);
    const { stdout, exit } = await watching(engine, 'plain', '--json');
    await engine.engine.act('plain', { do: 'exit', code: 3 });
    await exit;
    const [first, last] = stdout.lines.map((line) => JSON.parse(line));
    expect(first).toMatchObject({ subject: 'container/plain', from: null, to: 'running', cause: 'baseline' });
    expect(last).toEqual({
      at: '2026-01-01T12:00:00.000Z',
      subject: 'container/plain',
      from: 'running',
      to: 'crashed',
      cause: 'die',
      id: first.id,
      name: 'plain',
      image: 'busybox:1.37',
      project: null,
      service: null,
      exitCode: 3,
      failingStreak: null,
      output: null,
    });
  });

  it('looks now and then with --poll', async () => {
    const engine = testEngine(plain);
    const { stdout, exit } = await watching(engine, 'plain', '--poll', '1s');
    await engine.engine.act('plain', { do: 'exit', code: 1 });
    await engine.clock.advance(1000);
    expect(await exit).toBe(0);
    expect(told(stdout.lines).at(-1)).toMatch(/^✗ plain {2}running → crashed {2}exit code 1/);
  });

  it('prints unknown while the engine is away, and goes on when it is back', async () => {
    const engine = testEngine(plain);
    const { stdout, exit, stop } = await watching(engine, 'plain');
    engine.reachable(false);
    await engine.clock.advance(1000);
    await until('unknown', () => told(stdout.lines).at(-1) === '? plain  running → unknown');
    engine.reachable(true);
    await engine.clock.advance(60_000);
    await until('known again', () => told(stdout.lines).at(-1) === '● plain  unknown → running');
    stop('SIGINT');
    expect(await exit).toBe(130);
  });

  it('gives up on an engine that is away for longer than --engine-timeout', async () => {
    const engine = testEngine(plain);
    const { stdout, stderr, exit } = await watching(engine, 'plain', '--engine-timeout', '90s');
    engine.reachable(false);
    await engine.clock.advance(1000);
    await until('unknown', () => stdout.lines.length === 2);
    await engine.clock.advance(89_000 - 1001);
    expect(stderr.text).toBe('');
    await engine.clock.advance(2001);
    expect(await exit).toBe(2);
    expect(stderr.text).toBe('hale: the engine has been out of sight for 1m30s\n');
  });

  it('counts each absence of the engine anew, and nothing while it is there', async () => {
    const engine = testEngine(plain);
    const { stdout, exit, stop } = await watching(engine, 'plain', '--engine-timeout', '90s');
    await engine.engine.act('plain', { do: 'pause' });
    await engine.clock.advance(100_000);
    for (const time of ['first', 'second']) {
      engine.reachable(false);
      await engine.clock.advance(60_000);
      await until(`unknown, the ${time} time`, () => stdout.lines.at(-1)?.endsWith('unknown') === true);
      engine.reachable(true);
      await engine.clock.advance(60_000);
      await until(`back, the ${time} time`, () => stdout.lines.at(-1)?.endsWith('paused') === true);
    }
    await engine.clock.advance(100_000);
    stop('SIGINT');
    expect(await exit).toBe(130);
  });

  it('fails when the engine is away from the beginning', async () => {
    const engine = testEngine(plain);
    engine.reachable(false);
    expect(await engine.run(['watch', 'plain'])).toEqual({
      exitCode: 2,
      stdout: '',
      stderr: 'hale: nothing answers at unix:///test.sock\n',
    });
  });
});
