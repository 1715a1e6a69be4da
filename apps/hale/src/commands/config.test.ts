import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { fingerprint } from '../config/secrets.ts';
import { type TestFolder, testFolder } from '../config/testing/folder.ts';
import { createPaint } from '../screen/colour.ts';
import { record } from '../testing/recording.ts';
import { type ConfigSession, configCheck, configSchema, configShow } from './config.ts';

interface Asked {
  readonly env?: Record<string, string>;
  readonly json?: boolean;
  readonly flags?: ConfigSession['flags'];
}

async function run(
  command: (session: ConfigSession) => Promise<number>,
  { surroundings, transports }: TestFolder,
  { env = {}, json = false, flags = {} }: Asked = {},
) {
  const { io, stdout, stderr } = record();
  const exitCode = await command({
    io,
    json,
    flags,
    paint: createPaint(false),
    transports,
    surroundings: { ...surroundings, env },
  });
  return { exitCode, stdout: stdout.text, stderr: stderr.text };
}

const GOOD = `
listen: 127.0.0.1:4253
hub: { url: https://hub.example.com, token: { env: INVITATION } }
ping: { env: PING }
watch: { include: [{ name: web-* }, { project: shop, label: tier=front }], exclude: [{ label: debug }] }
checks: [{ container: web, http: ":80/", headers: { authorization: { env: TOKEN } } }]
remind: 4h
destinations:
  ops: { slack: { url: { env: HOOK } }, tell: { crashed: false }, remind: never }
  audit: { webhook: { url: { file: hook }, headers: { x-key: { env: TOKEN } } } }
  log: { stdout: }
`;
const ENV = {
  INVITATION: `hale_e1_${'k'.repeat(16)}_${'s'.repeat(43)}`,
  PING: 'https://ping.example/pppppp',
  TOKEN: 'tttttt-token',
  HOOK: 'https://hooks.example/hhhhhh',
};

async function good(): Promise<TestFolder> {
  const folder = await testFolder();
  await folder.write('work/hale.yaml', GOOD);
  await folder.write('work/hook', 'https://audit.example/aaaaaa\n');
  return folder;
}

describe('hale config check', () => {
  it('says what a good one would do', async () => {
    const folder = await good();
    expect(await run(configCheck, folder, { env: ENV })).toEqual({
      exitCode: 0,
      stderr: '',
      stdout: `hale.yaml is good.
tells ops (slack), audit (webhook), log (stdout)
watches name web-*, or project shop and label tier=front; but not label debug
runs 1 check of its own
remembers in ${folder.path}/home/.local/state/hale
listens on 127.0.0.1:4253
its hub is at https://hub.example.com
pings while it is alive
`,
    });
    expect(folder.open()).toBe(0);
  });

  it('says so where nothing is set', async () => {
    const { exitCode, stdout } = await run(configCheck, await testFolder(), { flags: { data: 'memory' } });
    expect({ exitCode, stdout }).toEqual({
      exitCode: 0,
      stdout: `What is set without a file is good.
tells nobody: there is no destination
watches every container
remembers nothing beyond its end
`,
    });
  });

  it('prints all that is wrong, as text without harm', async () => {
    const folder = await testFolder();
    await folder.write('work/hale.yaml', 'nam: x\nlog: { level: loud, "\\e[2J": 1 }');
    const { exitCode, stdout } = await run(configCheck, folder, {
      env: { HALE_DATE: 'x' },
      flags: { listen: 'x' },
    });
    expect({ exitCode, stdout }).toEqual({
      exitCode: 1,
      stdout: `--listen: expected a host and a port from 0 to 65535, such as 127.0.0.1:4253 or [::1]:4253
hale.yaml:1:1 nam: there is no such setting; did you mean name?
hale.yaml:2:8 log.level: expected debug, info, warn or error
hale.yaml:2:21 log["\\u001b[2J"]: there is no such setting; there are level, format
HALE_DATE: warning: there is no such setting; did you mean HALE_DATA?

4 problems, 1 warning.
`,
    });
  });

  it('is one object with --json', async () => {
    const folder = await testFolder();
    await folder.write('work/hale.yaml', 'log: 1');
    const { exitCode, stdout } = await run(configCheck, folder, { json: true });
    expect({ exitCode, said: JSON.parse(stdout) }).toEqual({
      exitCode: 1,
      said: {
        ok: false,
        file: 'hale.yaml',
        problems: [
          {
            source: 'hale.yaml',
            line: 1,
            column: 1,
            path: 'log',
            message: 'expected a mapping, got a number',
          },
        ],
        warnings: [],
      },
    });
  });
});

describe('hale config show', () => {
  it('shows every setting and where it is from', async () => {
    const folder = await good();
    const { exitCode, stdout, stderr } = await run(configShow, folder, {
      env: { ...ENV, HALE_LOG_LEVEL: 'debug' },
      flags: { data: 'memory', host: 'unix:///x.sock' },
    });
    expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: '' });
    const rows = stdout.split('\n').map((row) => row.trimEnd().split(/ {2,}/).join(' | '));
    expect(rows).toEqual([
      'SETTING | VALUE | FROM',
      'name | box | default',
      'engine.host | unix:///x.sock | --host',
      'data | memory | --data',
      'listen | 127.0.0.1:4253 | hale.yaml:2',
      'hub.url | https://hub.example.com | hale.yaml:3',
      `hub.token | ${fingerprint(ENV.INVITATION)} | hale.yaml:3`,
      'hub.tells | - | default',
      'hub.sync | - | default',
      `ping | ${fingerprint(ENV.PING)} | hale.yaml:4`,
      'watch.include | name web-*, project shop and label tier=front | hale.yaml:5',
      'watch.exclude | label debug | hale.yaml:5',
      'checks[0] | web: http :80/ | hale.yaml:6',
      'tell.unhealthy | 0s | default',
      'tell.oom-killed | 0s | default',
      'tell.looping | 0s | default',
      'tell.crashed | 5s | default',
      'tell.unknown | 1m0s | default',
      'remind | 4h0m0s | hale.yaml:7',
      'output | true | default',
      `destinations.ops.slack.url | ${fingerprint(ENV.HOOK)} | hale.yaml:9`,
      'destinations.ops.tell.crashed | false | hale.yaml:9',
      'destinations.ops.remind | never | hale.yaml:9',
      `destinations.audit.webhook.url | ${fingerprint('https://audit.example/aaaaaa')} | hale.yaml:10`,
      `destinations.audit.webhook.headers.x-key | ${fingerprint(ENV.TOKEN)} | hale.yaml:10`,
      'destinations.audit.webhook.method | POST | default',
      'destinations.log.stdout | {} | hale.yaml:11',
      'egress.mode | operator | default',
      'egress.allow | - | default',
      'egress.deny | - | default',
      'log.level | debug | HALE_LOG_LEVEL',
      'log.format | json | default',
      '',
    ]);
    expect(folder.open()).toBe(0);
  });

  it('is one object with --json', async () => {
    const { stdout } = await run(configShow, await good(), { env: ENV, json: true });
    const { file, settings } = JSON.parse(stdout);
    expect(file).toBe('hale.yaml');
    expect(settings).toContainEqual({ setting: 'listen', value: '127.0.0.1:4253', from: 'hale.yaml:2' });
    expect(settings).toContainEqual({
      setting: 'watch.exclude',
      value: ['label debug'],
      from: 'hale.yaml:5',
    });
    expect(settings).toContainEqual({ setting: 'tell.crashed', value: '5s', from: 'default' });
  });

  it('shows who may ask over HTTP', async () => {
    const folder = await testFolder();
    const digest = '0'.repeat(64);
    await folder.write('work/hale.yaml', `access: { tokens: [{ name: ci, sha256: "${digest}" }] }`);
    const { stdout } = await run(configShow, folder);
    expect(stdout).toMatch(/^access\.tokens\[0\] +ci: read +hale\.yaml:1$/m);
    expect(stdout).not.toContain(digest);
  });

  it('says what is wrong, and shows nothing', async () => {
    const folder = await testFolder();
    await folder.write('work/hale.yaml', 'log: 1');
    expect(await run(configShow, folder)).toEqual({
      exitCode: 2,
      stdout: '',
      stderr: 'hale.yaml:1:1 log: expected a mapping, got a number\n',
    });
  });
});

it('hale config schema prints a schema that an editor can use', async () => {
  const { exitCode, stdout } = await run(configSchema, await testFolder());
  const schema = JSON.parse(stdout);
  expect(exitCode).toBe(0);
  expect(schema).toMatchObject({ $schema: 'https://json-schema.org/draft/2020-12/schema', type: 'object' });
  expect(Object.keys(schema.properties.destinations.additionalProperties.properties)).toEqual([
    'tell',
    'remind',
    'slack',
    'webhook',
    'stdout',
  ]);
});

describe('a secret', () => {
  const word = fc.stringMatching(/^[a-k\d]{12,30}$/);
  /** Where a secret may be, right or wrong. */
  const place = fc.constantFrom<(url: string) => string>(
    (url) => `ping: ${url}`,
    (url) => `ping: [${url}]`,
    (url) => `ping: { env: HIDDEN }\nname: ${url}`,
    (url) => `destinations: { a: { slack: { url: ${url} } } }`,
    (url) => `destinations: { a: { slack: { url: ${url}, channel: ${url} } } }`,
    (url) => `destinations: { a: { slack: { url: "${url} " } } }`,
    (url) => `destinations: { a: { slack: ${url} } }`,
    (url) => `destinations: { a: ${url} }`,
    (url) => `destinations: { a: { webhook: { url: ${url}, headers: { x: ${url} } } } }`,
    (url) => `destinations: { a: { webhook: { url: { env: HIDDEN }, method: ${url} } } }`,
    (url) => `destinations: { a: { webhook: { url: { file: secret }, auth: { token: ${url} } } } }`,
    (url) => `destinations: { a: { slack: { url: ${url} } }, a: { slack: { url: ${url} } } }`,
    (url) => `destinations: { a: { slack: { url: ${url}`,
    (url) =>
      `checks: [{ container: a, http: 1, headers: { x: { env: HIDDEN } } }]\nengine: { context: ${url} }`,
    (url) => `destinations: *${url}`,
  );

  it('appears in no output', async () => {
    const folder = await testFolder();
    await fc.assert(
      fc.asyncProperty(
        word,
        fc.constantFrom('https', 'http'),
        place,
        fc.boolean(),
        async (secret, scheme, at, json) => {
          const url = `${scheme}://example.com/${secret}`;
          await folder.write('work/hale.yaml', at(url), 0o644);
          await folder.write('work/secret', url);
          const env = { HIDDEN: url, HALE_SLACK_WEBHOOK_URL: url };
          for (const command of [configCheck, configShow]) {
            const { stdout, stderr } = await run(command, folder, { env, json });
            expect(stdout + stderr).not.toContain(secret);
            expect(stdout + stderr).not.toBe('');
          }
        },
      ),
      { numRuns: 200 },
    );
  });
});
