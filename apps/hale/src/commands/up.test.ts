import { once } from 'node:events';
import { createServer } from 'node:net';
import { createSimulatedClock, type SimulatedClock } from '@hale/core/testing';
import { describe, expect, it, onTestFinished } from 'vitest';
import { run } from '../program.ts';
import { checked, findNothing, passing, service, testEngine, until } from '../testing/engine.ts';
import { temporaryFolder } from '../testing/folder.ts';
import { receiver } from '../testing/receiver.ts';
import { type Recorder, record } from '../testing/recording.ts';

const plain = { name: 'plain', was: { status: 'running', forMs: 60_000 } } as const;
const web = { name: 'shop-web-1', labels: service('web'), healthcheck: checked, finding: passing } as const;

const ESC = '\u{1b}[';
const LEAVE = `${ESC}?25h${ESC}?1049l`;

/** What the terminal shows: the last frame that was drawn on its second screen. */
function screen({ text }: Recorder): string[] {
  const frame = text.split(`${ESC}?2026h${ESC}H`).at(-1)?.split(`${ESC}J${ESC}?2026l`)[0] ?? '';
  return frame
    .split(`${ESC}K`)
    .map((line) => line.replace(/^\r\n/, ''))
    .slice(0, -1);
}

/** The table is drawn now and then, so time has to pass. */
async function drawn(clock: SimulatedClock, what: string, isSo: () => boolean): Promise<void> {
  await expect
    .poll(
      async () => {
        if (!isSo()) await clock.advance(20);
        return isSo();
      },
      { interval: 5, message: what },
    )
    .toBe(true);
}

describe('hale up, elsewhere than on a terminal', () => {
  it('says where it looks, then what is there, then each change, and ends well', async () => {
    const engine = testEngine(plain, { ...web, was: { status: 'running', forMs: 60_000 } });
    const { stdout, stderr, exit, stop } = engine.start(['up']);
    await until('the baseline', () => stdout.lines.length === 2);
    expect(stderr.lines).toEqual([
      'hale: Docker 26.1.5 (API 1.45) at unix:///test.sock (--host)',
      expect.stringMatching(/^hale: answers on http:\/\/127\.0\.0\.1:\d+$/),
    ]);
    await engine.engine.act('plain', { do: 'pause' });
    await until('a change', () => stdout.lines.length === 3);
    expect(stdout.lines.map((line) => line.slice(10)).toSorted()).toEqual(
      ['‖ plain     running → paused', '● plain     running', '✓ shop/web  healthy'].toSorted(),
    );
    stop('SIGTERM');
    expect(await exit).toBe(0);
    expect(engine.closed).toBe(1);
  });

  it('tells the loss and the return of the engine in a line each, but every transition in JSON', async () => {
    const engine = testEngine(plain, { ...plain, name: 'other' });
    const text = engine.start(['up']);
    const json = engine.start(['up', '--json']);
    await until('the baselines', () => text.stdout.lines.length === 2 && json.stdout.lines.length === 2);
    engine.reachable(false);
    await engine.clock.advance(1000);
    await until('it is lost', () => text.stdout.lines.length === 3 && json.stdout.lines.length === 5);
    engine.reachable(true);
    await engine.clock.advance(60_000);
    await until('it is found', () => text.stdout.lines.length === 4 && json.stdout.lines.length === 8);
    expect(text.stdout.lines.slice(2).map((line) => line.slice(10))).toEqual([
      '? engine  out of sight, its containers are unknown until it is back  (nothing answers at unix:///test.sock)',
      '● engine  in sight again',
    ]);
    const records = json.stdout.lines.map((line) => JSON.parse(line));
    expect(
      records
        .slice(2, 5)
        .map(({ subject, to }) => `${subject} ${to}`)
        .toSorted(),
    ).toEqual(['container/other unknown', 'container/plain unknown', 'engine unknown']);
    expect(records[0]).not.toHaveProperty('simulated');
    text.stop('SIGINT');
    json.stop('SIGINT');
    expect(await Promise.all([text.exit, json.exit])).toEqual([0, 0]);
  });

  it('fails at once when the engine that was found does not answer', async () => {
    const engine = testEngine(plain);
    engine.reachable(false);
    const { exitCode, stderr } = await engine.run(['up']);
    expect({ exitCode, stderr }).toEqual({
      exitCode: 2,
      stderr: 'hale: nothing answers at unix:///test.sock\n',
    });
  });
});

describe('hale up tells', () => {
  const env = async (): Promise<{ readonly HALE_DATA: string }> => ({ HALE_DATA: await temporaryFolder() });

  it('who is named in the settings, and says whom', async () => {
    const engine = testEngine(plain);
    const ops = await receiver();
    const { stdout, stderr, exit, stop } = engine.start(['up'], {
      env: { ...(await env()), HALE_WEBHOOK_URL: `${ops.origin}/hook` },
    });
    await expect.poll(() => stdout.lines).toHaveLength(1);
    expect(stderr.lines[1]).toBe('hale: tells webhook');
    await engine.engine.act('plain', { do: 'pause' });
    await expect.poll(() => ops.heard).toHaveLength(1);
    stop('SIGTERM');
    expect(await exit).toBe(0);
  });

  it('nobody where another hale does, and says so on the screen too', async () => {
    const engine = testEngine(plain);
    const ops = await receiver();
    const shared = { ...(await env()), HALE_WEBHOOK_URL: `${ops.origin}/hook` };
    const agent = engine.start(['agent'], { env: shared });
    await expect.poll(() => agent.stdout.lines).toHaveLength(1);
    const up = engine.start(['up'], {
      terminal: { columns: 150, rows: 20 },
      env: { ...shared, NO_COLOR: '1' },
    });
    await expect.poll(() => screen(up.stdout).length).toBeGreaterThan(0);
    await drawn(engine.clock, 'the table', () => screen(up.stdout)[1] === '1 running');
    expect(screen(up.stdout)[2]).toMatch(
      /^! another hale watches this engine \(.*\): this one only looks on$/,
    );
    expect(up.stderr.text).not.toContain('tells');
    await engine.engine.act('plain', { do: 'pause' });
    await expect.poll(() => ops.heard).toHaveLength(1);
    for (const running of [agent, up]) running.stop('SIGTERM');
    await engine.clock.advance(1000);
    expect(await Promise.all([agent.exit, up.exit])).toEqual([0, 0]);
    expect(ops.heard).toHaveLength(1);
  });

  it('whoever can be told, and has a line for who cannot', async () => {
    const engine = testEngine(plain);
    const ops = await receiver();
    ops.answer({ status: 410 });
    const { stdout, exit, stop } = engine.start(['up'], {
      terminal: { columns: 100, rows: 20 },
      env: { ...(await env()), HALE_WEBHOOK_URL: `${ops.origin}/hook`, NO_COLOR: '1' },
    });
    await expect.poll(() => screen(stdout).length).toBeGreaterThan(0);
    await drawn(engine.clock, 'the table', () => screen(stdout)[1] === '1 running');
    expect(screen(stdout)[2]).toBe('');
    await engine.engine.act('plain', { do: 'pause' });
    await expect
      .poll(async () => {
        await engine.clock.advance(1000);
        return screen(stdout)[2];
      })
      .toBe('! webhook cannot be told: http-410');
    stop('SIGTERM');
    await engine.clock.advance(1000);
    expect(await exit).toBe(0);
  });

  it('nobody of a simulated engine, and says so', async () => {
    const ops = await receiver();
    const { io, stdout, stderr, stop } = record({ env: { HALE_WEBHOOK_URL: `${ops.origin}/hook` } });
    const exit = run(['up'], io, findNothing);
    await until('the cast', () => stdout.lines.length > 5);
    stop('SIGINT');
    expect(await exit).toBe(0);
    expect(stderr.text).toContain(
      'hale: nobody is told of a simulated engine; hale notify test DESTINATION sends a message\n',
    );
    expect(stderr.text).not.toContain('hale: tells');
    expect(ops.heard).toEqual([]);
  });
});

it('hale up goes on where something else has its usual port', async () => {
  const other = createServer().listen(4253, '127.0.0.1');
  onTestFinished(() => void other.close());
  // Taken by us, or by somebody before us.
  await Promise.race([once(other, 'listening'), once(other, 'error')]);
  const { stdout, stderr, exit, stop } = testEngine(plain).start(['up'], { env: { HALE_LISTEN: '' } });
  await expect.poll(() => stdout.lines).toHaveLength(1);
  expect(stderr.lines).toEqual([
    expect.stringMatching(/^hale: Docker /),
    'hale: answers no HTTP: cannot listen on 127.0.0.1:4253: something else listens there',
  ]);
  stop('SIGTERM');
  expect(await exit).toBe(0);
});

describe('hale up, on a terminal', () => {
  const terminal = { columns: 80, rows: 20 };
  const env = { NO_COLOR: '1' };

  it('names what is wrong with a check, and how many more there are', async () => {
    const wrong = (name: string) => ({ ...plain, name, labels: { 'hale.check.tcp': 'many' } });
    const engine = testEngine(wrong('aa'), wrong('bb'));
    const { stdout, exit, stop } = engine.start(['up'], { terminal: { columns: 120, rows: 20 }, env });
    await until('a screen', () => screen(stdout).length > 0);
    await drawn(engine.clock, 'the fault', () => screen(stdout)[2]?.startsWith('! ') === true);
    expect(screen(stdout)[2]).toMatch(/^! (?:aa|bb): hale\.check\.tcp: .* {2}\(\+1 more: hale doctor\)$/);
    stop('SIGTERM');
    expect(await exit).toBe(0);
  });

  it('draws the table with the counts above and the changes below it', async () => {
    const engine = testEngine(
      plain,
      { ...web, was: { status: 'running', forMs: 120_000 } },
      { name: 'new', was: { status: 'created' } },
    );
    const { stdout, exit, stop } = engine.start(['up'], { terminal, env });
    await until('a screen', () => screen(stdout).length > 0);
    await drawn(engine.clock, 'the counts', () => screen(stdout)[1]?.includes('healthy') === true);
    expect(screen(stdout)).toEqual([
      'hale  Docker 26.1.5 (API 1.45) at unix:///test.sock (--host)',
      '1 healthy · 1 running · 1 created',
      '',
      'CONDITION  NAME      SINCE  STREAK  IMAGE         LAST OUTPUT',
      expect.stringMatching(/^✓ healthy {2}shop\/web {2}≥?\d+s +busybox:1\.37/),
      expect.stringMatching(/^● running {2}plain {5}60s +busybox:1\.37$/),
    ]);
    await engine.engine.act('plain', { do: 'exit', code: 9 });
    await drawn(engine.clock, 'the crash', () => screen(stdout).at(-1)?.includes('→') === true);
    expect(screen(stdout)[1]).toBe('1 crashed · 1 healthy · 1 created');
    expect(screen(stdout)[4]).toMatch(/^✗ crashed {2}plain +0s +busybox:1\.37 +exit code 9$/);
    expect(screen(stdout).at(-1)?.slice(10)).toBe('✗ plain  running → crashed  exit code 9');
    stop('SIGINT');
    await engine.clock.advance(1000);
    expect(await exit).toBe(0);
  });

  it('leaves the terminal as it was, with the last table on it', async () => {
    const engine = testEngine(plain);
    const { stdout, exit, stop } = engine.start(['up'], { terminal, env });
    await until('a screen', () => screen(stdout).length > 0);
    await drawn(engine.clock, 'a table', () => screen(stdout)[1] === '1 running');
    expect([...stdout.last]).toEqual([LEAVE]);
    stop('SIGTERM');
    await engine.clock.advance(1000);
    expect(await exit).toBe(0);
    expect(stdout.last.size).toBe(0);
    expect(stdout.text.split(LEAVE)).toHaveLength(2);
    expect(stdout.text.split(LEAVE)[1]).toMatch(
      /^hale {2}Docker .*\n1 running\n\nCONDITION .*\n● running .*\n$/,
    );
  });

  it('fits whatever the terminal becomes, and says how much it does not show', async () => {
    const many = Array.from({ length: 40 }, (_, n) => ({ ...plain, name: `a-rather-long-name-${n}` }));
    const engine = testEngine(...many);
    const { stdout, exit, stop } = engine.start(['up'], { terminal, env });
    await until('a screen', () => screen(stdout).length > 0);
    await drawn(engine.clock, 'the table', () => screen(stdout)[1] === '40 running');
    expect(screen(stdout)).toHaveLength(20);
    expect(screen(stdout).at(-1)).toBe('  +25 more');
    stdout.resize({ columns: 40, rows: 10 });
    // Far less than the second after which it is drawn anyhow.
    await engine.clock.advance(100);
    expect(screen(stdout)).toHaveLength(10);
    expect(screen(stdout).at(-1)).toBe('  +35 more');
    expect(Math.max(...screen(stdout).map((line) => line.length))).toBeLessThan(40);
    stop('SIGINT');
    await engine.clock.advance(1000);
    expect(await exit).toBe(0);
  });

  it('says that the engine is out of sight, since when and why', async () => {
    const engine = testEngine(plain);
    const { stdout, exit, stop } = engine.start(['up'], { terminal, env });
    await until('a screen', () => screen(stdout).length > 0);
    await drawn(engine.clock, 'the table', () => screen(stdout)[1] === '1 running');
    engine.reachable(false);
    await engine.clock.advance(10_000);
    await drawn(engine.clock, 'it is lost', () =>
      /^\? engine out of sight for \d+s: nothing answers/.test(screen(stdout)[1] ?? ''),
    );
    expect(screen(stdout)[4]).toMatch(/^\? unknown {2}plain/);
    stop('SIGINT');
    await engine.clock.advance(1000);
    expect(await exit).toBe(0);
  });
});

it('hale up prints lines on a terminal that cannot draw', async () => {
  const engine = testEngine(plain);
  const terminal = { columns: 80, rows: 20 };
  const { stdout, exit, stop } = engine.start(['up'], { terminal, env: { TERM: 'dumb' } });
  await until('the baseline', () => stdout.lines.length === 1);
  stop('SIGINT');
  expect(await exit).toBe(0);
  expect(stdout.text).toMatch(/^\d\d:\d\d:\d\d {2}● plain {2}running\n$/);
});

describe('hale up, where there is no engine', () => {
  it('says so in one sentence, and simulates one, labelled on every line', async () => {
    const { io, stdout, stderr, stop } = record();
    const exit = run(['up'], io, findNothing);
    await until('the cast', () => stdout.lines.length > 5);
    stop('SIGINT');
    expect(await exit).toBe(0);
    expect(stderr.lines).toHaveLength(2);
    expect(stderr.text).toMatch(/^hale: no engine is configured.*--host.*DOCKER_HOST.*SIMULATED/);
    expect(stdout.lines.filter((line) => !line.startsWith('SIMULATED  '))).toEqual([]);
  });

  it('labels the table, and each object', async () => {
    const clock = createSimulatedClock();
    const table = record({ clock, terminal: { columns: 80, rows: 24 } });
    const shown = run(['up'], table.io, findNothing);
    await until('a screen', () => screen(table.stdout).length > 0);
    await drawn(clock, 'the table', () => screen(table.stdout).length > 5);
    expect(screen(table.stdout)[0]).toContain('SIMULATED');
    table.stop('SIGINT');
    await clock.advance(1000);
    expect(await shown).toBe(0);
    const json = record();
    const printed = run(['up', '--json'], json.io, findNothing);
    await until('the cast', () => json.stdout.lines.length > 5);
    json.stop('SIGINT');
    expect(await printed).toBe(0);
    expect(json.stdout.lines.every((line) => JSON.parse(line).simulated === true)).toBe(true);
  });

  it.each([['agent'], ['ps'], ['watch', 'web'], ['wait', 'web'], ['doctor']])(
    'is the end of %s',
    async (...argv) => {
      const { io, stderr, stdout } = record();
      expect(await run(argv, io, findNothing)).toBe(2);
      expect(stdout.text).toBe('');
      expect(stderr.text).toBe(
        'hale: no engine is configured, and there is no socket at /var/run/docker.sock, /run/podman/podman.sock\n' +
          '  Start Docker or Podman, or say where it is: --host URL, --context NAME or DOCKER_HOST.\n',
      );
    },
  );
});
