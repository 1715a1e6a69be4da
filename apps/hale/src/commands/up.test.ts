import { createSimulatedClock, type SimulatedClock } from '@hale/core/testing';
import { describe, expect, it } from 'vitest';
import { run } from '../program.ts';
import { checked, failing, findNothing, passing, service, testEngine, until } from '../testing/engine.ts';
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
  for (let step = 0; step < 100 && !isSo(); step += 1) {
    await clock.advance(20);
    await new Promise((resolve) => setImmediate(resolve));
  }
  expect(isSo(), what).toBe(true);
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
    for (const command of ['up', 'agent']) {
      const { exitCode, stderr } = await engine.run([command]);
      expect({ exitCode, stderr }).toEqual({
        exitCode: 2,
        stderr: 'hale: nothing answers at unix:///test.sock\n',
      });
    }
  });
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

describe('hale agent', () => {
  it('prints a dated line for each change, and what fails to stderr', async () => {
    const engine = testEngine({ ...web, finding: failing, was: { status: 'running', forMs: 60_000 } });
    const { stdout, stderr, exit, stop } = engine.start(['agent']);
    await until('the baseline', () => stdout.lines.length === 1);
    expect(stdout.lines[0]).toMatch(/^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d {2}✓ shop\/web {2}healthy$/);
    await engine.clock.advance(3000);
    await until('the failure', () => stdout.lines.length === 2);
    expect(stdout.lines[1]).toMatch(
      /✗ shop\/web {2}healthy → unhealthy {2}failing 2×: "connection refused"$/,
    );
    expect(stderr.lines.slice(1)).toEqual([
      expect.stringMatching(/ info {2}watching remembers="in memory" tells="nobody"/),
    ]);
    stop('SIGTERM');
    expect(await exit).toBe(0);
  });
});
