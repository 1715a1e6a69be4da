import { once } from 'node:events';
import { describe, expect, it } from 'vitest';
import { ALL_WELL, command, Hale, runHale, simulation } from './hale.ts';

const quoted = command.map((word) => `'${word}'`).join(' ');
const shell = (script: string) => ['/bin/sh', '-c', script];

describe('a reader that leaves', () => {
  it.each([
    ['ps', 1],
    ['up', 1],
    ['up --json', 1],
    ['agent', 1],
    ['--help', 1],
  ])('ends %s quietly', async (argv, lines) => {
    const { env } = await simulation('--seed', '1');
    const { code, stdout, stderr } = await runHale([], {
      env,
      via: shell(`${quoted} ${argv} | head -n ${lines}`),
    });
    expect(code).toBe(0);
    expect(stdout.trimEnd().split('\n')).toHaveLength(lines);
    expect(stderr).toMatch(ALL_WELL);
  });
});

describe('a reader that does not read', () => {
  it.each([
    [['up', '--json'], 0],
    [['ps', '--all', '--json'], 143],
  ])('does not keep %j from ending', async (argv, code) => {
    const { env } = await simulation('--containers', '1000');
    const hale = new Hale(argv, { env, unread: true });
    // Node reads ahead 64 KB, the pipe holds as much: what so many containers give does not fit.
    await expect
      .poll(() => hale.process.stdout?.readableLength, { timeout: 10_000 })
      .toBeGreaterThanOrEqual(65_536);
    hale.process.kill('SIGTERM');
    expect(await once(hale.process, 'exit')).toEqual([code, null]);
    hale.process.stdout?.destroy();
  });
});

describe('ps --json', () => {
  it('is an array of objects, the same whoever reads it', async () => {
    const { env } = await simulation();
    const { code, stdout, stderr } = await runHale(['ps', '--all', '--json'], { env });
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    const records: Record<string, unknown>[] = JSON.parse(stdout);
    expect(records.length).toBeGreaterThan(5);
    for (const record of records) {
      expect(record).toMatchObject({
        id: expect.stringMatching(/^[0-9a-f]{64}$/),
        name: expect.any(String),
        image: expect.any(String),
        condition: expect.any(String),
        since: expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/),
      });
      expect(record).toHaveProperty('health');
    }
  });
});

describe('colour', () => {
  it('is not for a pipe, and --no-color and NO_COLOR are heard on a terminal', async () => {
    const { env } = await simulation();
    expect((await runHale(['ps'], { env })).stdout).not.toContain('\u{1b}');
    const terminal = (line: string) => [
      'script',
      '--quiet',
      '--return',
      '--command',
      `${quoted} ${line}`,
      '/dev/null',
    ];
    const shown = (line: string, more = {}) =>
      runHale([], { env: { ...env, TERM: 'xterm', ...more }, via: terminal(line) });
    expect((await shown('ps')).stdout).toContain('\u{1b}[32m');
    expect((await shown('ps --no-color')).stdout).not.toContain('\u{1b}');
    expect((await shown('ps', { NO_COLOR: '1' })).stdout).not.toContain('\u{1b}');
  });
});
