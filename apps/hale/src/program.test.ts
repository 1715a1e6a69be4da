import { describe, expect, it } from 'vitest';
import { run } from './program.ts';
import { findNothing, testEngine } from './testing/engine.ts';
import { record } from './testing/recording.ts';

interface Ran {
  readonly exitCode: number;
  readonly stdout: string;
  readonly stderr: string;
}

async function hale(...argv: string[]): Promise<Ran> {
  const { io, stdout, stderr } = record();
  const exitCode = await run(argv, io, findNothing);
  return { exitCode, stdout: stdout.text, stderr: stderr.text };
}

const COMMANDS = [
  'up',
  'agent',
  'hub',
  'check',
  'health',
  'notify',
  'config',
  'token',
  'silence',
  'ps',
  'watch',
  'wait',
  'doctor',
  'simulate',
];
const LONGEST_LINE = 110;

function longestLine(text: string): number {
  return Math.max(...text.split('\n').map(({ length }) => length));
}

describe('--help', () => {
  it('names every command, with examples and exit codes', async () => {
    const { exitCode, stdout, stderr } = await hale('--help');
    expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: '' });
    for (const command of COMMANDS) expect(stdout).toMatch(new RegExp(`^  ${command}\\b`, 'm'));
    expect(stdout).toMatch(/^Examples:\n {2}hale up/m);
    expect(stdout).toMatch(/^Exit codes:\n {2}0 /m);
    for (const setting of ['--host', '--context', 'DOCKER_HOST', 'DOCKER_CONTEXT', 'DOCKER_CERT_PATH'])
      expect(stdout).toContain(setting);
    expect(longestLine(stdout)).toBeLessThanOrEqual(LONGEST_LINE);
  });

  it.each(COMMANDS)('of %s has its flags, the global ones, examples and exit codes', async (command) => {
    const { exitCode, stdout } = await hale(command, '--help');
    expect(exitCode).toBe(0);
    expect(stdout).toMatch(new RegExp(`^Usage: hale ${command}\\b`));
    expect(stdout).toMatch(/^Global Options:$/m);
    expect(stdout).toMatch(new RegExp(`^Examples:\n {2}(?:hale|docker) .*\\b${command}\\b`, 'm'));
    expect(stdout).toMatch(/^Exit codes:$/m);
    expect(longestLine(stdout)).toBeLessThanOrEqual(LONGEST_LINE);
  });

  it('wraps what it says to the terminal', async () => {
    const { io, stdout } = record({ terminal: { columns: 60, rows: 24 } });
    await run(['agent', '--help'], io, findNothing);
    const said = stdout.text.split('\n\n').find((part) => part.startsWith('Remembers'));
    expect(longestLine(said ?? '')).toBeLessThanOrEqual(60);
    expect(said?.split('\n').length).toBeGreaterThan(3);
  });

  it.each(['hub', 'notify', 'config'] as const)(
    'of %s names what it has, and nothing else',
    async (command) => {
      const { stdout } = await hale(command, '--help');
      expect(stdout).not.toContain('help [command]');
      const named = {
        hub: ['invite', 'agents', 'revoke'],
        notify: ['test', 'list', 'retry', 'replay'],
        config: ['check', 'show', 'schema'],
      };
      const listed = [...(stdout.split('Commands:\n')[1]?.split('\n\n')[0] ?? '').matchAll(/^ {2}(\w+)/gm)];
      expect(listed.map(([, name]) => name)).toEqual(named[command]);
    },
  );

  it('is what comes of no command at all, as an error', async () => {
    const { exitCode, stdout, stderr } = await hale();
    expect({ exitCode, stdout }).toEqual({ exitCode: 2, stdout: '' });
    expect(stderr).toMatch(/^Usage: hale COMMAND/);
  });
});

it('prints its version', async () => {
  expect(await hale('--version')).toMatchObject({
    exitCode: 0,
    stdout: expect.stringMatching(/^\d+\.\d+\.\d+\n$/),
  });
});

describe('a wrong command line', () => {
  it.each([
    [['wtach'], /^hale: unknown command 'wtach'\n\(Did you mean watch\?\)\n {2}See hale --help\.\n$/],
    [
      ['ps', '--helth', 'none'],
      /^hale: unknown option '--helth'\n\(Did you mean --health\?\)\n {2}See hale ps --help\.\n$/,
    ],
    [
      ['ps', '--health', 'sick'],
      /'--health <status>' argument 'sick' is invalid\. Allowed choices are none, starting, healthy, unhealthy\./,
    ],
    [['ps', 'web'], /^hale: too many arguments/],
    [['watch'], /^hale: missing required argument 'container'\n {2}See hale watch --help\.\n$/],
    [
      ['watch', 'web', '--poll', '1'],
      /'--poll <duration>' argument '1' is invalid\. Expected a duration such as 500ms/,
    ],
    [
      ['watch', 'web', '--poll', '99ms'],
      /'--poll <duration>' argument '99ms' is invalid\. Expected at least 100ms\./,
    ],
    [
      ['watch', 'web', '--engine-timeout', 'soon'],
      /'--engine-timeout <duration>' argument 'soon' is invalid/,
    ],
    [['wait', 'web', '--timeout', '0s'], /'--timeout <duration>' argument '0s' is invalid/],
    [['wait', 'web', '--timeout', '-1s'], /'--timeout <duration>' argument '-1s' is invalid/],
    [
      ['wait', 'web', '--for', 'joy'],
      /'--for <goal>' argument 'joy' is invalid\. Allowed choices are healthy, running, stopped, removed\./,
    ],
    [['wait'], /^hale: missing required argument 'container'/],
    [['check', '--timeout', 'soon'], /'--timeout <duration>' argument 'soon' is invalid/],
    [['notify', 'test'], /^hale: missing required argument 'destination'/],
    [['notify', 'lsit'], /^hale: unknown command 'lsit'\n\(Did you mean list\?\)/],
    [
      ['hub', 'agnets'],
      /^hale: unknown command 'agnets'\n\(Did you mean agents\?\)\n {2}See hale hub --help\.\n$/,
    ],
    [['hub', 'x'], /^hale: unknown command 'x'\n {2}See hale hub --help\.\n$/],
    [['hub', 'revoke'], /^hale: missing required argument 'agent'/],
    [['agent', '--hub', 'box'], /^hale: --hub: expected the address of a hub such as/],
    [['agent', '--listen', 'here'], /^hale: --listen: expected a host and a port/],
    [['simulate'], /required option '--socket <path>' not specified/],
    [
      ['simulate', '--socket', 'x', '--seed', '1.5'],
      /'--seed <s>' argument '1\.5' is invalid\. Expected a whole number\./,
    ],
    [['--host'], /'-H, --host <url>' argument missing/],
  ])('%j is an error that names what is wrong', async (argv, message) => {
    const { exitCode, stdout, stderr } = await hale(...argv);
    expect({ exitCode, stdout }).toEqual({ exitCode: 2, stdout: '' });
    expect(stderr).toMatch(message);
    expect(stderr).toMatch(/^hale: /);
  });
});

describe('global flags', () => {
  it('are taken before and after the command', async () => {
    const engine = testEngine({ name: 'web' });
    const before = await engine.run(['--json', 'ps']);
    expect(JSON.parse(before.stdout)).toHaveLength(1);
    expect(await engine.run(['ps', '--json'])).toEqual(before);
  });

  it('reach the search for the engine', async () => {
    const { io } = record();
    const seen: unknown[] = [];
    await run(
      ['ps', '--host', 'tcp://a:1', '--allow-plain-tcp', '--json', '--no-color'],
      io,
      async (flags) => {
        seen.push(flags);
        return findNothing(flags, io);
      },
    );
    expect(seen).toEqual([{ host: 'tcp://a:1', allowPlainTcp: true }]);
  });
});

it('tells a fault of its own from a trouble of the world', async () => {
  const { io, stderr } = record();
  const exitCode = await run(['ps'], io, async () => {
    throw new TypeError('x is not a function');
  });
  expect(exitCode).toBe(2);
  expect(stderr.text).toMatch(
    /^hale: this is a fault in hale, please report it:\nTypeError: x is not a function\n {4}at /,
  );
});
