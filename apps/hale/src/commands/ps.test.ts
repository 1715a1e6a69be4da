import type { ContainerView } from '@hale/agent';
import type { Condition } from '@hale/core';
import { aContainer } from '@hale/core/testing';
import { describe, expect, it } from 'vitest';
import { counts, worstFirst } from '../screen/inventory.ts';
import { checked, failing, passing, service, type TestEngine, testEngine } from '../testing/engine.ts';
import { isShown } from './ps.ts';

function production(): TestEngine {
  return testEngine(
    { name: 'plain', image: 'registry:3', was: { status: 'running', forMs: 3 * 86_400_000 } },
    { name: 'done', was: { status: 'exited', exitCode: 0, agoMs: 60_000 } },
    { name: 'broken', was: { status: 'exited', exitCode: 3, agoMs: 600_000 } },
    { name: 'fresh', was: { status: 'created' } },
    {
      name: 'shop-web-1',
      labels: service('web'),
      healthcheck: checked,
      finding: passing,
      was: { status: 'running', forMs: 60_000 },
    },
    {
      name: 'shop-db-1',
      labels: service('db'),
      healthcheck: checked,
      finding: failing,
      was: { status: 'running', forMs: 60_000 },
    },
  );
}

async function afterChecks(): Promise<TestEngine> {
  const engine = production();
  await engine.clock.advance(5000);
  return engine;
}

const firstWords = (text: string): string[] =>
  text
    .trimEnd()
    .split('\n')
    .map((line) => line.split(/ {2,}/).slice(0, 2).join(' '));

describe('hale ps', () => {
  it('shows what lives and what has crashed, problems first', async () => {
    const engine = await afterChecks();
    const { exitCode, stdout, stderr } = await engine.run(['ps']);
    expect(firstWords(stdout)).toEqual([
      'CONDITION NAME',
      '✗ unhealthy shop/db',
      '✗ crashed broken',
      '✓ healthy shop/web',
      '● running plain',
    ]);
    expect(stdout).toMatch(/✗ unhealthy {2}shop\/db +\S+ +5 +busybox:1\.37 +connection refused\n/);
    expect(stdout).toMatch(/✗ crashed +broken +10m +busybox:1\.37 +exit code 3\n/);
    expect(stdout).toMatch(/● running +plain +3d +registry:3\n/);
    expect({ exitCode, stderr, closed: engine.closed }).toEqual({ exitCode: 0, stderr: '', closed: 1 });
  });

  it('shows the stopped ones below the live ones with --all', async () => {
    const { stdout } = await (await afterChecks()).run(['ps', '--all']);
    expect(firstWords(stdout).slice(3)).toEqual([
      '✓ healthy shop/web',
      '● running plain',
      '+ created fresh',
      '○ stopped done',
    ]);
  });

  it.each([
    [['--health', 'unhealthy'], ['shop/db']],
    [['--health', 'healthy'], ['shop/web']],
    [['--health', 'starting'], []],
    [
      ['--health', 'none'],
      ['broken', 'plain'],
    ],
    [
      ['--health', 'none', '--all'],
      ['broken', 'plain', 'fresh', 'done'],
    ],
    [
      ['--project', 'shop'],
      ['shop/db', 'shop/web'],
    ],
    [['--project', 'other'], []],
  ])('selects by %j', async (flags, names) => {
    const { stdout } = await (await afterChecks()).run(['ps', ...flags]);
    expect(
      firstWords(stdout)
        .slice(1)
        .map((line) => line.split(' ').at(-1)),
    ).toEqual(names);
  });

  it('prints an array of objects with --json, health exactly as docker inspect has it', async () => {
    const engine = await afterChecks();
    const { stdout } = await engine.run(['ps', '--json']);
    const records = JSON.parse(stdout);
    const inspected = await engine.engine.fetch(new Request('http://docker/containers/shop-db-1/json'));
    const { Id, State } = (await inspected.json()) as { Id: string; State: { Health: unknown } };
    expect(records).toHaveLength(4);
    expect(records[0]).toEqual({
      id: Id,
      name: 'shop-db-1',
      image: 'busybox:1.37',
      subject: 'container/shop/db/1',
      project: 'shop',
      service: 'db',
      condition: 'unhealthy',
      since: expect.stringMatching(/^2026-01-01T12:00:0\d\.\d{3}Z$/),
      sinceExact: true,
      flapping: false,
      health: State.Health,
      failingStreak: 5,
      exitCode: null,
      status: 'running',
      restartCount: 0,
    });
    expect(records[1]).toMatchObject({
      name: 'broken',
      condition: 'crashed',
      health: null,
      exitCode: 3,
      project: null,
    });
  });

  it('is plain text elsewhere than on a terminal', async () => {
    const { stdout } = await (await afterChecks()).run(['ps']);
    expect(stdout).not.toContain('\u{1b}');
  });

  it('fits a terminal, in colour, and says what it does not show', async () => {
    const engine = await afterChecks();
    const { stdout } = await engine.run(['ps', '--no-color'], { terminal: { columns: 60, rows: 24 } });
    expect(Math.max(...stdout.split('\n').map((line) => line.length))).toBeLessThanOrEqual(60);
    expect(stdout.trimEnd().split('\n').at(-1)).toBe(
      '1 unhealthy · 1 crashed · 1 healthy · 1 running · 1 created…',
    );
    const wide = await engine.run(['ps', '--no-color'], { terminal: { columns: 120, rows: 24 } });
    expect(wide.stdout.trimEnd().split('\n').at(-1)).toMatch(/1 stopped {2}\(2 not shown: --all\)$/);
    const coloured = await engine.run(['ps'], { terminal: { columns: 120, rows: 24 } });
    expect(coloured.stdout).toContain('\u{1b}[31m');
    const asked = await engine.run(['ps'], { terminal: { columns: 120, rows: 24 }, env: { NO_COLOR: '1' } });
    expect(asked.stdout).toBe(wide.stdout);
  });

  it('says so when there is nothing', async () => {
    const { stdout } = await testEngine().run(['ps'], {
      terminal: { columns: 80, rows: 24 },
      env: { NO_COLOR: '1' },
    });
    expect(stdout).toMatch(/\n\nno containers\n$/);
  });
});

describe('the order', () => {
  const view = (name: string, condition: Condition): ContainerView => ({
    subject: `container/${name}`,
    condition,
    since: null,
    container: aContainer({ name }),
    flapping: false,
  });

  it('is worst first, then by name, numbers by their value', () => {
    const views = [
      view('web-10', 'running'),
      view('web-2', 'running'),
      view('away', 'unknown'),
      view('a', 'stopped'),
      view('z', 'looping'),
      view('b', 'unhealthy'),
    ];
    expect(views.toSorted(worstFirst).map(({ container }) => container.name)).toEqual([
      'b',
      'z',
      'away',
      'web-2',
      'web-10',
      'a',
    ]);
  });

  it('is that of the counts too', () => {
    const views = [view('a', 'running'), view('b', 'unknown'), view('c', 'running')];
    expect(
      counts(views)
        .map(({ text }) => text)
        .join(''),
    ).toBe('1 unknown · 2 running');
  });
});

describe('isShown', () => {
  const shown = (
    status: 'running' | 'paused' | 'restarting' | 'created' | 'exited',
    condition: 'running' | 'stopped' | 'oom-killed',
  ): boolean =>
    isShown({
      subject: 'container/x',
      since: null,
      condition,
      container: aContainer({ state: { status } }),
      flapping: false,
    });

  it('goes by whether it lives, or has ended badly', () => {
    expect(shown('running', 'running')).toBe(true);
    expect(shown('paused', 'running')).toBe(true);
    expect(shown('restarting', 'running')).toBe(true);
    expect(shown('exited', 'oom-killed')).toBe(true);
    expect(shown('exited', 'stopped')).toBe(false);
    expect(shown('created', 'stopped')).toBe(false);
  });
});
