import { HaleError, type Http } from '@hale/core';
import { describe, expect, it } from 'vitest';
import { run } from '../program.ts';
import { checked, passing, type TestEngine, testEngine } from '../testing/engine.ts';
import { record } from '../testing/recording.ts';

const web = {
  name: 'web',
  healthcheck: checked,
  finding: passing,
  was: { status: 'running', forMs: 60_000 },
} as const;

interface Ran {
  readonly exitCode: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** The event stream is held for a second before it is believed. */
async function doctor(engine: TestEngine, http: Http = engine.http, ...flags: string[]): Promise<Ran> {
  const { io, stdout, stderr } = record({ clock: engine.clock });
  const exit = run(['doctor', ...flags], io, async () => ({
    http,
    label: 'tcp://127.0.0.1:2375',
    from: 'DOCKER_HOST',
    simulated: false,
    host: null,
    close: async () => undefined,
  }));
  let exitCode: number | undefined;
  void exit.then((code) => {
    exitCode = code;
  });
  for (let step = 0; step < 1000 && exitCode === undefined; step += 1) {
    await engine.clock.advance(10);
    await new Promise((resolve) => setImmediate(resolve));
  }
  return { exitCode: await exit, stdout: stdout.text, stderr: stderr.text };
}

/** A socket proxy that lets pass only what does not match. */
function proxy(http: Http, forbidden: RegExp): Http {
  return async (request) => {
    if (!forbidden.test(new URL(request.url).pathname)) return http(request);
    return { status: 403, headers: {}, body: (async function* () {})() };
  };
}

describe('hale doctor', () => {
  it('finds nothing wrong where all is well', async () => {
    const { exitCode, stdout, stderr } = await doctor(testEngine(web));
    expect(stdout).toBe(
      [
        '✓ endpoint  tcp://127.0.0.1:2375 (DOCKER_HOST)',
        '✓ api       the engine speaks up to 1.45, hale uses 1.45',
        '✓ version   Docker 26.1.5 on linux/amd64',
        '✓ info      simulated, hale simulated engine',
        "✓ clock     in step with this machine's (0s apart)",
        '✓ list      1 container',
        '✓ inspect   allowed',
        '✓ events    the stream stands, it opened within 0 ms',
        '✓ checks    every healthcheck of 1 running container is on time',
        '✓ labels    no label of a check is amiss',
        '',
        'All is well.',
        '',
      ].join('\n'),
    );
    expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: '' });
  });

  it.each([
    [/_ping/, 1, /✗ ping {6}.*403\n {12}→ .*PING=1/],
    [/version$/, 0, /! version {3}.*403\n {12}→ .*VERSION=1/],
    [/info$/, 0, /! info {6}.*403\n {12}→ .*INFO=1/],
    [/containers\/json/, 1, /✗ list {6}.*403\n {12}→ .*CONTAINERS=1/],
    [/containers\/\w+\/json/, 1, /✗ inspect {3}.*403\n {12}→ .*CONTAINERS=1/],
    [/events/, 1, /✗ events {4}.*403\n {12}→ .*EVENTS=1/],
  ])('names the rule that a proxy lacks when it forbids %s', async (forbidden, code, line) => {
    const engine = testEngine(web);
    const { exitCode, stdout } = await doctor(engine, proxy(engine.http, forbidden));
    expect(stdout).toMatch(line);
    expect(stdout).toMatch(code === 0 ? /\n1 warning\.\n$/ : /\n1 problem\.\n$/);
    expect(exitCode).toBe(code);
  });

  it('counts all that is wrong', async () => {
    const engine = testEngine(web);
    const { stdout } = await doctor(engine, proxy(engine.http, /events|containers|info/));
    expect(stdout).toMatch(/\n2 problems, 1 warning\.\n$/);
  });

  it('could not look where nothing answers, and says why', async () => {
    const http: Http = async () => {
      throw new HaleError('permission', 'no access to the socket', { hint: 'Join the group docker.' });
    };
    const { exitCode, stdout } = await doctor(testEngine(), http);
    expect(stdout).toBe(
      '✓ endpoint  tcp://127.0.0.1:2375 (DOCKER_HOST)\n' +
        '✗ engine    no access to the socket\n            → Join the group docker.\n\n1 problem.\n',
    );
    expect(exitCode).toBe(2);
  });

  it('prints one object with --json', async () => {
    const engine = testEngine(web);
    const { exitCode, stdout } = await doctor(engine, proxy(engine.http, /events/), '--json');
    const { ok, findings } = JSON.parse(stdout);
    expect({ exitCode, ok }).toEqual({ exitCode: 1, ok: false });
    expect(findings).toContainEqual({
      topic: 'events',
      verdict: 'problem',
      text: expect.stringContaining('403'),
      advice: expect.stringContaining('EVENTS=1'),
    });
  });
});
