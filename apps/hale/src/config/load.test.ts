import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { MAX_CHECK_RULES, MAX_MATCHERS } from '@hale/agent';
import { TOLD_BY_DEFAULT } from '@hale/core';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { CONFIG_LIMIT_BYTES, type LoadOptions } from './load.ts';
import type { Surroundings } from './locate.ts';
import { MAX_PROBLEMS, problemText } from './problem.ts';
import { MAX_DESTINATIONS, MAX_EGRESS_ENTRIES, MAX_NAME_LENGTH } from './schema.ts';
import { testFolder } from './testing/folder.ts';

async function load(
  yaml: string | null,
  env: Surroundings['env'] = {},
  options: Pick<LoadOptions, 'file' | 'flags'> = {},
) {
  const folder = await testFolder();
  if (yaml !== null) await folder.write('work/hale.yaml', yaml);
  const { settings, problems, warnings, file } = await folder.load(env, options);
  return {
    path: folder.path,
    open: folder.open,
    settings,
    file,
    problems: problems.map(problemText),
    warnings: warnings.map(problemText),
  };
}

const HOOK = 'https://hooks.slack.com/services/T/B/x';

describe('settings', () => {
  it('need no file and no environment', async () => {
    const { settings, path, ...rest } = await load(null);
    expect(rest).toMatchObject({ problems: [], warnings: [], file: null });
    expect(settings).toEqual({
      name: 'box',
      engine: {},
      data: join(path, 'home/.local/state/hale'),
      listen: null,
      tokens: [],
      hub: { url: null, token: null, tells: null, syncMs: null },
      ping: null,
      selection: { include: [], exclude: [] },
      checks: [],
      rules: TOLD_BY_DEFAULT,
      output: true,
      destinations: [],
      egress: { mode: 'operator', allow: [], deny: [] },
      log: { level: 'info', format: 'json' },
      from: expect.any(Function),
    });
    expect(settings?.from(['data'])).toBe('default');
  });

  it('are what a file says', async () => {
    const { settings, problems, path } = await load(
      `
name: web-3
engine: { host: unix:///x.sock }
data: state
listen: "[::1]:4253"
ping: https://hc-ping.com/1
watch:
  include: [{ name: web-* }, { project: shop, label: tier }]
  exclude: [{ label: "a=b=c" }]
checks:
  - { container: web, http: ":8080/healthz", headers: { authorization: { env: TOKEN } } }
tell: { crashed: 1m30s, stopped: true, unhealthy: false }
remind: 4h
output: true
destinations:
  ops-slack: { slack: { url: { env: HOOK } }, tell: { crashed: false }, remind: never }
  log:
    stdout:
egress: { mode: public, allow: [10.0.0.0/8], deny: [example.com] }
log: { level: warn, format: text }
`,
      { TOKEN: 'Bearer x', HOOK },
    );
    expect(problems).toEqual([]);
    expect(settings).toMatchObject({
      name: 'web-3',
      engine: { host: 'unix:///x.sock' },
      data: join(path, 'work/state'),
      listen: { host: '::1', port: 4253 },
      ping: 'https://hc-ping.com/1',
      selection: {
        include: [
          { name: 'web-*', project: null, label: null },
          { name: null, project: 'shop', label: { key: 'tier', value: null } },
        ],
        exclude: [{ name: null, project: null, label: { key: 'a', value: 'b=c' } }],
      },
      checks: [
        { container: 'web', settings: { probe: { port: 8080, headers: { authorization: 'Bearer x' } } } },
      ],
      output: true,
      egress: { mode: 'public', allow: ['10.0.0.0/8'], deny: ['example.com'] },
      log: { level: 'warn', format: 'text' },
    });
    const afterMs = { 'oom-killed': 0, looping: 0, unknown: 60_000, stopped: 0 };
    expect(settings?.rules).toEqual({ afterMs: { ...afterMs, crashed: 90_000 }, remindMs: 14_400_000 });
    expect(settings?.destinations.map(({ name, rules, transport }) => [name, transport.id, rules])).toEqual([
      ['ops-slack', 'slack', { afterMs, remindMs: null }],
      ['log', 'stdout', settings?.rules],
    ]);
    expect(settings?.destinations[0]?.transport.options).toBe(JSON.stringify({ url: HOOK }));
    expect(settings?.from(['log', 'level'])).toBe('hale.yaml:20');
  });

  it('are taken from flags, then the environment, then the file', async () => {
    const file = 'data: a\nlisten: a:1\nname: a\nengine: { host: a }';
    const env = { HALE_DATA: 'b', HALE_LISTEN: 'b:2', HALE_NAME: 'b', HALE_ENGINE_CONTEXT: 'b' };
    const flags = { data: 'memory', host: 'c' };
    const { settings } = await load(file, env, { flags });
    expect(settings).toMatchObject({
      data: null,
      listen: { host: 'b', port: 2 },
      name: 'b',
      engine: { host: 'c' },
    });
    expect(settings?.engine).not.toHaveProperty('context');
    expect([['data'], ['listen'], ['engine', 'host']].map((path) => settings?.from(path))).toEqual([
      '--data',
      'HALE_LISTEN',
      '--host',
    ]);
    const { settings: under, path } = await load(file, { HALE_DATA: 'b' });
    expect(under).toMatchObject({ data: join(path, 'work/b'), listen: { host: 'a', port: 1 } });
  });
});

describe('one variable', () => {
  it('is enough to tell Slack', async () => {
    const { settings, problems } = await load(null, { HALE_SLACK_WEBHOOK_URL: HOOK });
    expect(problems).toEqual([]);
    expect(settings?.destinations).toMatchObject([
      { name: 'slack', rules: TOLD_BY_DEFAULT, transport: { id: 'slack' } },
    ]);
  });

  it('joins the destinations of a file, and takes the place of the same one in it', async () => {
    const file = `destinations:\n  slack: { slack: { url: https://other/, channel: c } }\n  log: { stdout: {} }`;
    const { settings } = await load(file, { HALE_SLACK_WEBHOOK_URL: HOOK, HALE_WEBHOOK_URL: 'https://w/' });
    expect(settings?.destinations.map(({ name, transport }) => [name, transport.options])).toEqual([
      ['slack', JSON.stringify({ url: HOOK, channel: 'c' })],
      ['log', '{}'],
      ['webhook', JSON.stringify({ url: 'https://w/', headers: {}, method: 'POST' })],
    ]);
  });

  it.each([
    [{ HALE_SLACK_WEBHOOK_URL: 'nonsense' }, 'HALE_SLACK_WEBHOOK_URL: expected a webhook address of Slack'],
    [{ HALE_PING_URL: 'ftp://x/' }, 'HALE_PING_URL: expected an address such as https://hc-ping.com/...'],
    [{ HALE_OUTPUT: 'yes' }, 'HALE_OUTPUT: expected true or false, got text'],
    [{ HALE_TELL_CRASHED: 'soon' }, 'HALE_TELL_CRASHED: expected true, false or a duration such as 30s'],
    [{ HALE_LOG_LEVEL: 'loud' }, 'HALE_LOG_LEVEL: expected debug, info, warn or error'],
    [{ HALE_PING_URL_FILE: '/none' }, 'HALE_PING_URL_FILE: there is no file /none'],
    [{ HALE_CONFIG: 'none.yaml' }, 'none.yaml: there is no such file; HALE_CONFIG names it'],
  ])('that is wrong is named: %j', async (env, problem) => {
    expect(await load(null, env)).toMatchObject({ settings: null, problems: [problem] });
  });
});

describe('a file', () => {
  it('is the first that there is', async () => {
    const { write, load: from } = await testFolder();
    const name = async (env = {}, options = {}) => (await from(env, options)).settings?.name;
    await write('home/.config/hale/hale.yaml', 'name: user');
    expect(await name()).toBe('user');
    await write('work/hale.yaml', 'name: folder');
    expect(await name()).toBe('folder');
    await write('work/env.yaml', 'name: env');
    expect(await name({ HALE_CONFIG: 'env.yaml' })).toBe('env');
    expect(await name({ HALE_CONFIG: 'env.yaml' }, { file: await write('x/flag.yaml', 'name: flag') })).toBe(
      'flag',
    );
  });

  it('has to be there if it was named, and to be one', async () => {
    const { path, load: from } = await testFolder();
    const problems = async (file: string) => (await from({}, { file })).problems.map(problemText);
    expect(await problems('none.yaml')).toEqual(['none.yaml: there is no such file']);
    await mkdir(join(path, 'work/hale.yaml'));
    expect(await problems('hale.yaml')).toEqual(['hale.yaml: it is no ordinary file']);
    expect((await from()).problems.map(problemText)).toEqual(['hale.yaml: it is no ordinary file']);
  });

  it('is of a size', async () => {
    const full = `name: x #${'x'.repeat(CONFIG_LIMIT_BYTES - 9)}`;
    expect((await load(full)).problems).toEqual([]);
    expect((await load(`${full}x`)).problems).toEqual(['hale.yaml: it is longer than 1048576 bytes']);
  });

  it.each<[string, readonly string[]]>([
    ['', []],
    ['log:\ntell:\ndestinations:\n', []],
    ['text', [':1:1: expected a mapping, got text']],
    ['[]', [':1:1: expected a mapping, got a list']],
    ['nam: x', [':1:1 nam: there is no such setting; did you mean name?']],
    ['log:\n  colour: x', [':2:3 log.colour: there is no such setting; there are level, format']],
    [
      '__proto__: { name: x }',
      [
        ':1:1 __proto__: there is no such setting; there are name, engine, data, listen, access, hub, ping, watch, tell, remind, output, egress, log, checks, destinations',
      ],
    ],
    ['name: 12', [':1:1 name: expected text, got a number']],
    ['name: "a\\nb"', [':1:1 name: expected printable text']],
    ['engine: { host: a, context: b }', [':1:1 engine: expected a host or a context, got both']],
    ['data: ""', [':1:1 data: expected 1 characters at least']],
    [
      'listen: 4253',
      [':1:1 listen: expected a host and a port from 0 to 65535, such as 127.0.0.1:4253 or [::1]:4253'],
    ],
    ['ping: [x]', [':1:1 ping: expected an address, { env: NAME } or { file: PATH }']],
    ['ping: { env: NONE }', [':1:1 ping: the environment variable NONE is not set']],
    ['watch: { include: [{}] }', [':1:20 watch.include[0]: expected a name, a project or a label']],
    ['watch: { exclude: web }', [':1:10 watch.exclude: expected a list, got text']],
    ['checks: {}', [':1:1 checks: expected a list, got a mapping']],
    ['checks: [~]', [':1:10 checks[0]: expected a check, got null']],
    [
      'checks:\n  - { container: a, tcp: 1 }\n  - { container: b, interval: 1x }\n  - { http: 80 }',
      [
        ':3:21 checks[1].interval: expected a duration of 1ms or more, such as 10s or 1m30s, got "1x"',
        ':4:5 checks[2].container: expected the name of a container, such as web or shop-*, got nothing',
      ],
    ],
    [
      'checks: [{ container: a, http: 1, headers: { x.y: 1 } }]',
      [':1:46 checks[0].headers["x.y"]: expected printable text'],
    ],
    [
      'tell: { crashd: 1s, crashed: 5 }',
      [
        ':1:9 tell.crashd: there is no such setting; did you mean crashed?',
        ':1:21 tell.crashed: expected true, false or a duration such as 30s',
      ],
    ],
    ['remind: 59s', [':1:1 remind: expected never, or a duration of 1m0s or more, such as 4h']],
    ['remind: 60s', []],
    ['output: on', [':1:1 output: expected true or false, got text']],
    [
      'destinations: { Ops: { stdout: } }',
      [':1:17 destinations.Ops: expected a name of at most 63 letters a-z, digits and hyphens'],
    ],
    ['destinations: { a: x }', [':1:17 destinations.a: expected a mapping, got text']],
    ['destinations: { a: {} }', [':1:17 destinations.a: expected a transport: slack, webhook or stdout']],
    [
      'destinations: { a: { slak: {} } }',
      [':1:22 destinations.a.slak: there is no such setting; did you mean slack?'],
    ],
    [
      'destinations: { a: { stdout: {}, slack: { url: https://x/ } } }',
      [':1:17 destinations.a: expected one transport, got slack and stdout'],
    ],
    [
      'destinations: { a: { stdout: { x: 1 }, tell: { x: 1 }, remind: 1 } }',
      [
        ':1:32 destinations.a.stdout.x: there is no such setting',
        ':1:48 destinations.a.tell.x: there is no such setting; there are unhealthy, oom-killed, looping, crashed, unknown, restarting, starting, stopping, healthy, running, paused, created, stopped, removed',
        ':1:56 destinations.a.remind: expected never, or a duration of 1m0s or more, such as 4h',
      ],
    ],
    [
      'destinations: { a: { webhook: { url: x, method: GET, auth: {} } } }',
      [
        ':1:33 destinations.a.webhook.url: expected an address such as https://example.com/',
        ':1:41 destinations.a.webhook.method: expected POST or PUT',
        ':1:54 destinations.a.webhook.auth: fits none of the forms that it may have',
      ],
    ],
    [
      'egress: { mode: any, allow: x }',
      [':1:11 egress.mode: expected operator or public', ':1:22 egress.allow: expected a list, got text'],
    ],
    [
      'name: &n 1\nlog: { level: *n }',
      [':1:1 name: expected text, got a number', ':2:8 log.level: expected debug, info, warn or error'],
    ],
  ])('%j', async (yaml, problems) => {
    const loaded = await load(yaml);
    expect(loaded.problems.map((each) => each.replace(/^hale\.yaml/, ''))).toEqual(problems);
    expect(loaded.settings === null).toBe(problems.length > 0);
  });

  it.each<[string, number, (many: number) => string]>([
    ['entries', MAX_MATCHERS, (many) => `watch: { include: [${'{ name: a },'.repeat(many)}] }`],
    ['checks', MAX_CHECK_RULES, (many) => `checks: [${'{ container: a, tcp: 1 },'.repeat(many)}]`],
    ['entries', MAX_EGRESS_ENTRIES, (many) => `egress: { deny: [${'a,'.repeat(many)}] }`],
    ['characters', MAX_NAME_LENGTH, (many) => `name: ${'n'.repeat(many)}`],
    [
      'destinations',
      MAX_DESTINATIONS,
      (many) => `destinations:\n${Array.from({ length: many }, (_, n) => `  d${n}: { stdout: }`).join('\n')}`,
    ],
  ])('has so many %s at most: %i', async (what, most, yaml) => {
    expect((await load(yaml(most))).problems).toEqual([]);
    expect((await load(yaml(most + 1))).problems).toEqual([
      expect.stringContaining(`expected ${most} ${what} at most`),
    ]);
  });

  it('has no more problems than somebody reads', async () => {
    const wrong = Array.from({ length: MAX_PROBLEMS + 9 }, (_, n) => `x${n}: 1`).join('\n');
    expect((await load(wrong)).problems).toHaveLength(MAX_PROBLEMS);
  });

  it('opens nothing while it is wrong', async () => {
    const good = 'destinations: { a: { stdout: } }';
    expect((await load(good)).open()).toBe(1);
    expect((await load(`${good}\nlog: 1`)).open()).toBe(0);
  });
});

describe('a secret in plain text', () => {
  const file = `ping: https://ping/1\nname: ping\ndestinations:\n  a: { slack: { url: { env: HOOK } } }\n  b: { slack: { url: https://b/ } }`;
  const WARNING =
    'a secret in a file that others may read: chmod 600, or { env: NAME } or { file: PATH } in its place';

  it("is nobody else's business where only its owner and group may read it", async () => {
    const { write, load: from } = await testFolder();
    await write('work/hale.yaml', file, 0o640);
    expect((await from({ HOOK })).warnings).toEqual([]);
  });

  it('is warned of where others may read it', async () => {
    const { write, load: from } = await testFolder();
    await write('work/hale.yaml', file, 0o644);
    expect((await from({ HOOK })).warnings.map(problemText)).toEqual([
      `hale.yaml:1:1 ping: ${WARNING}`,
      `hale.yaml:5:17 destinations.b.slack.url: ${WARNING}`,
    ]);
  });
});

const key = fc.constantFrom(
  'name',
  'engine',
  'host',
  'data',
  'listen',
  'ping',
  'env',
  'file',
  'watch',
  'include',
  'label',
  'checks',
  'container',
  'http',
  'headers',
  'tell',
  'crashed',
  'remind',
  'destinations',
  'a',
  'slack',
  'url',
  'stdout',
  'webhook',
  'egress',
  'allow',
  'log',
  'level',
  '__proto__',
  'constructor',
);
const { tree } = fc.letrec((tie) => ({
  leaf: fc.oneof(fc.constantFrom(null, true, 0, 1.5, '', 'never', '30s', 'a:1', 'https://x/'), fc.string()),
  list: fc.array(tie('tree'), { maxLength: 3 }),
  mapping: fc.dictionary(key, tie('tree'), { maxKeys: 4 }),
  tree: fc.oneof({ maxDepth: 6 }, tie('leaf'), tie('mapping'), tie('list')),
}));

it('whatever the file, it gives settings or problems', async () => {
  const { write, load: from } = await testFolder();
  const yaml = fc.oneof(
    fc.dictionary(key, tree).map((value) => JSON.stringify(value)),
    fc.string(),
  );
  await fc.assert(
    fc.asyncProperty(yaml, async (text) => {
      await write('work/hale.yaml', text);
      const { settings, problems } = await from();
      expect(settings === null).toBe(problems.length > 0);
    }),
    { numRuns: 500 },
  );
});
