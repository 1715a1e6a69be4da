import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { createServer, request } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { describe, expect, it, onTestFinished } from 'vitest';
import { Hale, type Ran, runHale } from '../cli/hale.ts';
import { servedEngine } from '../cli/served-engine.ts';
import { root } from './npm-run.ts';

const db = {
  name: 'db',
  healthcheck: { test: ['CMD', 'true'], intervalMs: 100, retries: 1 },
  was: { status: 'running', forMs: 60_000 },
} as const;

/** The command that an example's first lines give, without its arguments. */
const RUNS = /^\/\/ .*(node -C @hale\/source (examples\/([\w-]+)\/main\.ts))/m;
const HOSTS = ['embedded-hono', 'embedded-express', 'embedded-fastify'] as const;
/** They have tests of their own in readme.test.ts. */
const OTHERS = ['hub', 'slack-webhook', 'watch-one'];

const source = (example: string): string => readFileSync(join(root, 'examples', example, 'main.ts'), 'utf8');

it('has every example here, with the command that runs it', () => {
  const examples = readdirSync(join(root, 'examples'));
  expect(examples.toSorted()).toEqual([...HOSTS, ...OTHERS].toSorted());
  expect(examples.map((example) => RUNS.exec(source(example))?.[3])).toEqual(examples);
});

/** Runs what the example says, on a port that is free. */
async function start(example: string, env: Readonly<Record<string, string>>) {
  const [, command = ''] = RUNS.exec(source(example)) ?? [];
  const [, ...args] = command.split(' ');
  const via = [process.execPath, ...args.map((arg) => (arg.endsWith('.ts') ? join(root, arg) : arg))];
  const hale = new Hale([], { via, env: { PORT: '0', ...env } });
  await hale.until('it says where', ({ stdout }) => stdout.includes('http://'));
  const { origin } = new URL(/http:\S+/.exec(hale.stdout)?.[0] ?? '');
  return { hale, origin };
}

async function end({ process, exit }: Hale): Promise<number | NodeJS.Signals> {
  process.kill('SIGTERM');
  return exit;
}

/** By node:http, as a client that sends just this. */
function post(url: string, body: string, headers: Readonly<Record<string, string>>): Promise<number> {
  return new Promise((resolve, reject) => {
    const outgoing = request(url, { method: 'POST', headers }, (incoming) => {
      text(incoming).then(() => resolve(incoming.statusCode ?? 0), reject);
    });
    outgoing.on('error', reject).end(body);
  });
}

async function curl(url: string): Promise<Ran> {
  return runHale(['-sS', url], { via: ['curl'] });
}

describe.each(HOSTS)('examples/%s', (example) => {
  it('answers for itself and for hale, and streams', async () => {
    const engine = await servedEngine(db);
    const { hale, origin } = await start(example, engine.env);
    const hales = `${origin}/containers`;
    await expect.poll(async () => (await fetch(`${hales}/readyz`)).status).toBe(200);
    expect(JSON.parse((await curl(`${hales}/containers/db`)).stdout)).toMatchObject({
      name: 'db',
      condition: 'healthy',
    });
    const unknown = await fetch(`${hales}/containers/nobody`);
    expect(unknown.status).toBe(404);
    expect(unknown.headers.get('content-type')).toContain('application/problem+json');
    expect((await fetch(`${origin}/nothing-of-hale`)).headers.get('content-type')).not.toContain('problem');

    const stream = new Hale(['-sSN', `${hales}/events`], { via: ['curl'] });
    await stream.until('it has begun', ({ stdout }) => stdout.includes('event: snapshot'));
    await engine.act('db', { do: 'pause' });
    await stream.until('a change', ({ stdout }) => stdout.includes('"to":"paused"'));
    expect(await end(hale)).toBe(0);
    expect(await stream.exit).toBe(0);
    expect(hale.stderr).toBe('');
  });

  it('gives hale what is posted to it', async () => {
    const engine = await servedEngine(db);
    const { hale, origin } = await start(example, engine.env);
    const url = `${origin}/containers/containers/db/silence`;
    await expect.poll(async () => (await fetch(`${origin}/containers/readyz`)).status).toBe(200);
    const json = { 'content-type': 'application/json' };
    expect(await post(url, '{"for":"1h"}', json)).toBeLessThan(300);
    expect(await post(url, '{"for":"tomorrow"}', json)).toBe(400);
    // Its length is not known before it is read.
    const chunked = { ...json, 'transfer-encoding': 'chunked' };
    expect(await post(url, `{"for":"1h","reason":"${'x'.repeat(100_000)}"}`, chunked)).toBe(413);
    expect((await fetch(url, { method: 'DELETE' })).status).toBe(405);
    const silences = await (await fetch(`${origin}/containers/silences`)).text();
    expect(silences).toContain('container/db');
    expect(await end(hale)).toBe(0);
  });

  it('says what is wrong where there is no engine', async () => {
    const via = [process.execPath, '-C', '@hale/source', join(root, 'examples', example, 'main.ts')];
    const env = { PORT: '0', DOCKER_CONTEXT: 'nowhere' };
    expect(await runHale([], { via, env })).toMatchObject({
      code: 2,
      stdout: '',
      stderr: expect.stringContaining('nowhere'),
    });
  });
});

describe('examples/embedded-hono', () => {
  it('takes orders while its database is healthy, and no nonsense', async () => {
    const lines: string[] = [];
    const database = createServer((incoming, response) => {
      text(incoming).then(
        (line) => {
          if (incoming.method === 'POST') lines.push(line);
          response.end(lines.map((taken) => `${taken}\n`).join(''));
        },
        () => response.destroy(),
      );
    });
    await new Promise<void>((resolve) => database.listen(0, '127.0.0.1', resolve));
    onTestFinished(() => void database.close());
    const address = database.address();
    const port = typeof address === 'object' ? address?.port : undefined;
    const engine = await servedEngine(db);
    const env = { ...engine.env, DB_URL: `http://127.0.0.1:${port}` };
    const { hale, origin } = await start('embedded-hono', env);
    const orders = `${origin}/orders`;
    const status = async (): Promise<number> => (await fetch(orders)).status;
    const json = { 'content-type': 'application/json' };

    await expect.poll(status).toBe(200);
    expect(await post(orders, '{"item":"tea","count":2}', json)).toBe(201);
    expect(await post(orders, '{"item":"tea","count":-2}', json)).toBe(400);
    expect(JSON.parse((await curl(orders)).stdout)).toEqual([{ item: 'tea', count: 2 }]);
    await engine.act('db', { do: 'fail', output: 'no disk' });
    await expect.poll(status).toBe(503);
    await engine.act('db', { do: 'pass' });
    await expect.poll(status).toBe(200);

    database.close();
    database.closeAllConnections();
    expect(await status()).toBe(502);
    expect(await end(hale)).toBe(0);
  });
});

describe('examples/hub', () => {
  it('prints a command by which an agent comes to it', async () => {
    const engine = await servedEngine(db);
    const folder = mkdtempSync(join(tmpdir(), 'hale-example-'));
    onTestFinished(() => rmSync(folder, { recursive: true }));
    const hub = new Hale([], {
      via: [process.execPath, '-C', '@hale/source', join(root, 'examples/hub/main.ts'), folder],
      env: { PORT: '0' },
    });
    await hub.until('it says how', ({ stdout }) => stdout.includes('--hub'));
    const [, token = '', url = ''] = /^HALE_HUB_TOKEN=(\S+) hale agent --hub (\S+)$/m.exec(hub.stdout) ?? [];
    const env = { ...engine.env, HALE_HUB_TOKEN: token, HALE_DATA: join(folder, 'agent') };
    const agent = new Hale(['agent', '--hub', url], { env });
    const seen = async (): Promise<string> => (await fetch(`${url}/containers`)).text();
    await expect.poll(seen).toContain('"name":"db"');
    await engine.act('db', { do: 'pause' });
    await expect.poll(seen).toContain('"condition":"paused"');
    expect((await fetch(new URL('/', url))).status).toBe(200);
    expect(await end(agent)).toBe(0);
    expect(await (await fetch(`${url}/agents`)).text()).toContain('"stopped"');
    expect(await end(hub)).toBe(0);
  });
});

/** What the README has one type while an example runs. */
const CURLS: Readonly<Record<string, RegExp>> = {
  'curl -i http://127.0.0.1:3000/orders': /^HTTP\/1\.1 503 [^]*application\/problem\+json[^]*db/,
  'curl -N http://127.0.0.1:3000/containers/events': /event: snapshot/,
};

describe('what the README says of the examples', () => {
  const written = [...readFileSync(join(root, 'README.md'), 'utf8').matchAll(/^curl .*:3000.*$/gm)];

  it('is all tried', () => {
    expect(Object.keys(CURLS)).toEqual(expect.arrayContaining(written.map(([line]) => line)));
  });

  it.each(Object.entries(CURLS))('%s', async (line, says) => {
    const engine = await servedEngine();
    const { hale, origin } = await start('embedded-hono', engine.env);
    await expect.poll(async () => (await fetch(`${origin}/containers/readyz`)).status).toBe(200);
    const [program = '', ...args] = line.replace('http://127.0.0.1:3000', origin).split(' ');
    const curled = new Hale(args, { via: [program] });
    await curled.until('it answers', ({ stdout }) => says.test(stdout));
    expect(await end(hale)).toBe(0);
    expect(await curled.exit).toBe(0);
  });
});
