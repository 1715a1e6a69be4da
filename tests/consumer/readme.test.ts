import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { Hale, runHale, type Simulation, serve, temporaryFolder } from '../cli/hale.ts';
import { root } from './npm-run.ts';

const README = readFileSync(join(root, 'README.md'), 'utf8');
const EXAMPLE = [process.execPath, '-C', '@hale/source', join(root, 'examples/watch-one/main.ts')];

/** The containers as the README calls them, and what becomes of them while its commands run. */
const SCRIPT = `
0ms   shop-web-1    rename web
0ms   shop-db-1     rename db
0ms   shop-api-1    rename api
0ms   shop-worker-1 rename job
2s    job           kill
3s    web           kill
`;

type Expectation = {
  readonly code: number;
  /** What was done before: a look, or an agent that goes on, by itself or with its hub. */
  readonly after?: 'check' | 'agent' | 'hub';
} & (
  | /** Ends by itself. */ { readonly says: RegExp }
  | /** Runs on, until it is told to stop. */ { readonly saysFirst: RegExp }
);

const COMMANDS: Readonly<Record<string, Expectation>> = {
  'hale hub': { code: 0, saysFirst: /admin token of this new hub[^]*gathering/ },
  'hale hub invite': {
    code: 0,
    after: 'hub',
    says: /^HALE_HUB_TOKEN=hale_e1_\S+ hale agent --hub http\S+$/m,
  },
  'hale hub agents': { code: 0, after: 'hub', says: /^STATE +HOST[^]*● live +web-1/ },
  'hale hub revoke web-1': { code: 0, after: 'hub', says: /may report no more/ },
  'hale ps': { code: 0, says: /CONDITION +NAME/ },
  'hale ps --all --json': { code: 0, says: /^\[\s*\{/ },
  'hale ps --health unhealthy': { code: 0, says: /./ },
  'hale watch web': { code: 0, says: /stopping → stopped/ },
  'hale watch web --propagate': { code: 137, says: /exit code 137/ },
  'hale watch web --poll 1s': { code: 0, says: /healthy → stopped/ },
  'hale wait db api --for healthy --timeout 2m': { code: 0, says: /healthy/ },
  'hale wait job --for stopped': { code: 0, says: /stopped/ },
  'hale doctor': { code: 0, says: /the stream stands/ },
  'hale up --json': { code: 0, saysFirst: /"cause":"baseline"/ },
  'hale agent': { code: 0, saysFirst: /healthy|running/ },
  'hale check': { code: 1, says: /^CONDITION +NAME/ },
  'hale check --json': { code: 1, says: /^\{"ok":false/ },
  'hale health': { code: 0, after: 'agent', says: /^✓ pass\n/ },
  'hale notify test audit': { code: 0, says: /✓ taken/ },
  'hale notify list': { code: 0, after: 'check', says: /audit +webhook +✓ ready/ },
  'hale notify retry': { code: 0, after: 'check', says: /nothing waits/ },
  'hale notify replay': { code: 0, after: 'check', says: /nothing was given up/ },
  'hale config check': { code: 0, says: /is good\./ },
  'hale config show': { code: 0, says: /destinations\.audit\.webhook\.url +\[secret / },
  'hale config schema': { code: 0, says: /json-schema\.org\/draft\/2020-12/ },
  'hale silence web 1h': { code: 0, after: 'check', says: /web/ },
  'hale token --name ci': { code: 0, says: /hale_[\w-]{43}/ },
  'hale simulate --socket /tmp/hale.sock --seed 7': { code: 143, saysFirst: /hale\.sock/ },
};

async function production(): Promise<Simulation> {
  const folder = await temporaryFolder();
  const script = join(folder, 'script');
  await writeFile(script, SCRIPT);
  return serve(join(folder, 'engine.sock'), ['--script', script]);
}

/** Settings with one destination that takes everything, and a folder to remember in. */
async function settings(): Promise<Readonly<Record<string, string>>> {
  const receiver = createServer((request, response) => request.resume().on('end', () => response.end('ok')));
  await new Promise<void>((resolve) => receiver.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => void receiver.close());
  const address = receiver.address();
  const port = typeof address === 'object' ? address?.port : undefined;
  const folder = await temporaryFolder();
  const file = join(folder, 'hale.yaml');
  const url = `http://127.0.0.1:${port}/hook`;
  await writeFile(file, JSON.stringify({ destinations: { audit: { webhook: { url } } } }), { mode: 0o600 });
  return { HALE_CONFIG: file, HALE_DATA: join(folder, 'data') };
}

/** A hub, to which an agent of the name web-1 reports. */
async function reporting(env: Readonly<Record<string, string>>): Promise<void> {
  const hub = new Hale(['hub'], { env });
  await hub.until('it gathers', ({ stderr }) => stderr.includes('gathering'));
  const { stdout } = await runHale(['hub', 'invite', '--json'], { env });
  const { url, token } = JSON.parse(stdout);
  const agent = { ...env, HALE_LISTEN: '', HALE_HUB_TOKEN: token, HALE_NAME: 'web-1' };
  const web = new Hale(['agent', '--hub', url], { env: agent });
  await web.until('it watches', ({ stdout: told }) => told.includes('healthy'));
  await expect
    .poll(async () => (await runHale(['hub', 'agents'], { env })).stdout, { timeout: 15_000 })
    .toContain('● live');
}

const written = [...README.matchAll(/^pnpm (hale .*)$/gm)].map(([, line]) => line ?? '');

it('tests every command that the README names', () => {
  expect(written).toEqual(Object.keys(COMMANDS));
});

describe.each(Object.entries(COMMANDS))('%s', (line, expected) => {
  it('does what the README says', async () => {
    const folder = await temporaryFolder();
    const argv = line.replace('/tmp/hale.sock', join(folder, 'hale.sock')).split(' ').slice(1);
    const hub = argv[0] === 'hub' ? { HALE_LISTEN: '127.0.0.1:0' } : {};
    const env = { ...(await production()).env, ...(await settings()), ...hub };
    if (expected.after === 'hub') await reporting(env);
    if (expected.after === 'check') await runHale(['check'], { env });
    if (expected.after === 'agent')
      await new Hale(['agent'], { env }).until('it watches', ({ stdout }) => stdout.includes('healthy'));
    if ('says' in expected) {
      const { code, stdout, stderr } = await runHale(argv, { env });
      expect({ code, stderr }).toMatchObject({ code: expected.code });
      expect(stdout + stderr).toMatch(expected.says);
      return;
    }
    const hale = new Hale(argv, { env });
    await hale.until(
      'it says something',
      ({ stdout, stderr }) => expected.saysFirst.test(stdout) || expected.saysFirst.test(stderr),
    );
    hale.process.kill('SIGTERM');
    expect(await hale.exit).toBe(expected.code);
  });
});

describe('npm start and npm test', () => {
  it('are what the README says they are', () => {
    expect([...README.matchAll(/^\| `(npm [a-z]+)` \|/gm)].map(([, line]) => line)).toEqual([
      'npm start',
      'npm test',
    ]);
  });

  it('npm start shows a simulated engine where there is none, and says so', async () => {
    const options = {
      // pnpm keeps its store at home.
      env: { NO_COLOR: '1', XDG_RUNTIME_DIR: '/nonexistent', HOME: homedir() },
      via: ['npm', '--prefix', root, 'start'],
    };
    const hale = new Hale([], options);
    await hale.until('it watches', ({ lines }) => lines.some((text) => text.includes('SIMULATED')));
    expect(hale.stderr).toContain('--host');
    hale.process.kill('SIGTERM');
    await hale.exit;
  });
});

describe('examples/watch-one', () => {
  const run = (name: string, env: Readonly<Record<string, string>>) => runHale([name], { env, via: EXAMPLE });

  it('tells what it is, and ends when the container stops', async () => {
    const { env } = await production();
    const { code, stdout, stderr } = await run('web', env);
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    expect(stdout.trim().split('\n')).toEqual([
      'has a healthcheck',
      'runs',
      'healthy',
      'healthy → stopping',
      'stopping → stopped',
    ]);
  });

  it('fails where there is no such container, and where there is no engine', async () => {
    const { env } = await production();
    expect(await run('nobody', env)).toMatchObject({ code: 1, stdout: '' });
    expect(await run('web', { DOCKER_HOST: 'unix:///nonexistent.sock' })).toMatchObject({
      code: 2,
      stdout: '',
    });
  });
});

it('the program in the README type-checks as it stands in the example', () => {
  const [, program = ''] = /```ts\n([^]*?)```/.exec(README) ?? [];
  for (const [, names, from] of program.matchAll(/^import \{(.*)\} from '(.*)';$/gm)) {
    const imported = (names ?? '').split(',').map((name) => name.trim().split(' ')[0]);
    const check = `const m = await import('${from}'); process.exit(${JSON.stringify(imported)}.every((n) => n in m) ? 0 : 1)`;
    const { status } = spawnSync(
      process.execPath,
      ['-C', '@hale/source', '--input-type=module', '-e', check],
      {
        cwd: join(root, 'examples/watch-one'),
      },
    );
    expect({ names, status }).toEqual({ names, status: 0 });
  }
});

it('the settings in the README are good', async () => {
  const [, settings = ''] = /```yaml\n(name: [^]*?)```/.exec(README) ?? [];
  const folder = await temporaryFolder();
  const secret = join(folder, 'hook');
  await writeFile(secret, 'https://hooks.example/x');
  await writeFile(join(folder, 'hale.yaml'), settings.replace('/run/secrets/hook', secret));
  const env = { SLACK_URL: 'https://hooks.slack.com/services/T/B/x', PING_URL: 'https://hc.example/x' };
  const { code, stdout } = await runHale(['config', 'check', join(folder, 'hale.yaml')], { env });
  expect({ code, stdout }).toMatchObject({ code: 0 });
  expect(stdout).toContain('tells ops (slack), audit (webhook)');
});

describe('examples/slack-webhook', () => {
  const via = [process.execPath, '-C', '@hale/source', join(root, 'examples/slack-webhook/main.ts')];

  it('tells what is wrong, and only once', async () => {
    const folder = await temporaryFolder();
    const heard: string[] = [];
    const receiver = createServer((request, response) => {
      let body = '';
      request.setEncoding('utf8').on('data', (text: string) => {
        body += text;
      });
      request.on('end', () => {
        heard.push(body);
        response.end('ok');
      });
    });
    await new Promise<void>((resolve) => receiver.listen(0, '127.0.0.1', resolve));
    onTestFinished(() => void receiver.close());
    const address = receiver.address();
    const port = typeof address === 'object' ? address?.port : undefined;
    const sick = await production();
    const env = {
      ...sick.env,
      SLACK_WEBHOOK_URL: `http://127.0.0.1:${port}/services/x`,
      SLACK_COMPATIBLE: '1',
    };

    const first = new Hale([join(folder, 'data')], { via, env });
    await expect.poll(() => heard.length).toBe(1);
    first.process.kill('SIGTERM');
    expect(await first.exit).toBe(0);

    const second = new Hale([join(folder, 'data')], { via, env });
    await second.until('it watches', ({ stdout }) => stdout.includes('→'));
    second.process.kill('SIGTERM');
    expect(await second.exit).toBe(0);
    expect(heard).toHaveLength(1);
    expect(JSON.parse(heard[0] ?? '')).toHaveProperty('blocks');
  });

  it('says what is wrong with its settings', async () => {
    const { code, stderr } = await runHale([], { via, env: { SLACK_WEBHOOK_URL: 'nonsense' } });
    expect({ code, stderr }).toMatchObject({ code: 2, stderr: expect.stringContaining('incoming webhook') });
  });
});

it('the requests in the README are answered', async () => {
  const requests = [...README.matchAll(/^curl .*127\.0\.0\.1:4253.*$/gm)].map(([line]) => line);
  expect(requests).toHaveLength(3);
  const { env } = await production();
  const hale = new Hale(['up'], { env });
  await hale.until('it answers', ({ stderr }) => stderr.includes('answers on'));
  const [, url = ''] = /answers on (\S+)/.exec(hale.stderr) ?? [];
  for (const request of requests) {
    const line = request.replace('http://127.0.0.1:4253', url).replace('curl', 'curl --fail --max-time 3 -s');
    const { status, stdout } = spawnSync('sh', ['-c', line], { encoding: 'utf8' });
    // 28: the time is up, as it has to be for a stream that goes on.
    expect([request, status]).toEqual([request, request.includes('/events') ? 28 : 0]);
    expect(stdout).toMatch(/shop|hale_|"items"/);
  }
});
