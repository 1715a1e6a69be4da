import { systemHash } from '@hale/core/system';
import { createSimulatedClock, NOON } from '@hale/core/testing';
import { Hono, type MiddlewareHandler } from 'hono';
import { describe, expect, it } from 'vitest';
import type { RouteDoc, Scope } from '../route-doc.ts';
import { type AccessOptions, accessPolicy } from './policy.ts';
import { RefusalCounts } from './refusal-counts.ts';

const doc = (method: RouteDoc['method'], path: string, scope: Scope): RouteDoc => ({
  method,
  path,
  scope,
  summary: '',
  answers: {},
});
const DOCS = [
  doc('get', '/livez', 'public'),
  doc('get', '/containers', 'read'),
  doc('get', '/containers/:name', 'read'),
  doc('post', '/containers/:name/check', 'operate'),
  doc('delete', '/silences/:subject', 'operate'),
  doc('post', '/v1/sync', 'agent'),
  doc('post', '/v1/enrol', 'enrolment'),
];

/** As limits.ts answers methods that a path does not take. */
const onlyGet: MiddlewareHandler = (context, next) =>
  ['GET', 'HEAD'].includes(context.req.method) ? next() : Promise.resolve(context.text('no', 405));

const READ = `hale_${'r'.repeat(43)}`;
const OPERATE = `hale_${'o'.repeat(43)}`;
const TOKENS = [
  { name: 'dashboard', sha256: await systemHash(READ), scope: 'read' },
  { name: 'deploy', sha256: await systemHash(OPERATE), scope: 'operate' },
] as const satisfies AccessOptions['tokens'];

function guarded({ door = 'network', tokens = TOKENS, ...rest }: Partial<AccessOptions> = {}) {
  const refusals = new RefusalCounts({ clock: createSimulatedClock(NOON) });
  const app = new Hono()
    .use(accessPolicy(DOCS, { door, tokens, hash: systemHash, refusals, ...rest }))
    .use('/containers/*', async (_context, next) => next())
    .get('/livez', (context) => context.text('done'))
    .all('/containers', onlyGet)
    .get('/containers', (context) => context.text('done'))
    .get('/containers/:name', (context) => context.text('done'))
    .post('/containers/:name/check', (context) => context.text('done'))
    .delete('/silences/:subject', (context) => context.text('done'))
    .post('/v1/sync', (context) => context.text('done'))
    .all('/v1/sync', (context) => context.text('not so', 405))
    .post('/v1/enrol', (context) => context.text('done'))
    .get('/forgotten', (context) => context.text('done'))
    .get('/containers/:name/forgotten', (context) => context.text('done'))
    .all('/everything', (context) => context.text('done'));
  app.onError((_error, context) => context.text('failed', 500));
  return { app, refusals };
}

const ROUTES = [
  ['GET', '/livez'],
  ['HEAD', '/livez'],
  ['GET', '/containers'],
  ['HEAD', '/containers'],
  ['GET', '/containers/web'],
  ['POST', '/containers/web/check'],
  ['DELETE', '/silences/container%2Fweb'],
  ['GET', '/forgotten'],
  ['GET', '/containers/web/forgotten'],
  ['POST', '/everything'],
  ['GET', '/nowhere'],
  ['DELETE', '/containers'],
  ['OPTIONS', '/containers'],
] as const;

type SentHeaders = NonNullable<RequestInit['headers']>;

const bearer = (token: string): Record<string, string> => ({ authorization: `Bearer ${token}` });

describe.each([
  ['mounted nowhere', ''],
  ['mounted in a host', '/hale'],
  ['mounted deep in it, under a parameter', '/of/:team/hale'],
])('every route as every role, %s', (_where, base) => {
  const app = new Hono().route(base || '/', guarded().app);
  const prefix = base.replace(':team', 'a');

  it.each<[string, SentHeaders, readonly number[]]>([
    ['nobody', {}, [200, 200, 401, 401, 401, 401, 401, 401, 401, 401, 401, 401, 401]],
    ['a reader', bearer(READ), [200, 200, 200, 200, 200, 403, 403, 404, 404, 404, 404, 405, 405]],
    ['an operator', bearer(OPERATE), [200, 200, 200, 200, 200, 200, 200, 404, 404, 404, 404, 405, 405]],
    ['a stranger', bearer(`hale_${'s'.repeat(43)}`), [200, 200, ...Array<number>(11).fill(401)]],
    [
      'one with another scheme',
      { authorization: `Basic ${OPERATE}` },
      [200, 200, ...Array<number>(11).fill(401)],
    ],
    [
      'one with two headers',
      [
        ['authorization', `Bearer ${OPERATE}`],
        ['authorization', `Bearer ${OPERATE}`],
      ],
      [200, 200, ...Array<number>(11).fill(401)],
    ],
  ])('%s', async (_role, headers, expected) => {
    const answers = await Promise.all(
      ROUTES.map(async ([method, path]) => app.request(`${prefix}${path}`, { method, headers })),
    );
    expect(answers.map(({ status }) => status)).toEqual(expected);
  });
});

describe('a refusal', () => {
  it.each([
    [{}, 401, 'Bearer realm="hale"', 'Not without a token'],
    [bearer('x'), 401, 'Bearer realm="hale", error="invalid_token"', 'Not without a token'],
    [
      bearer(READ),
      403,
      'Bearer realm="hale", error="insufficient_scope", scope="operate"',
      'Not with this token',
    ],
  ])('of %j is a problem and a challenge', async (headers, status, challenge, title) => {
    const answer = await guarded().app.request('/containers/web/check', { method: 'POST', headers });
    expect(answer.status).toBe(status);
    expect(answer.headers.get('www-authenticate')).toBe(challenge);
    expect(answer.headers.get('content-type')).toBe('application/problem+json');
    expect(await answer.json()).toMatchObject({ type: 'about:blank', status, title });
  });

  it('is counted', async () => {
    const { app, refusals } = guarded();
    await app.request('/containers');
    await app.request('/containers', { headers: bearer('x') });
    await app.request('/containers', { headers: bearer(READ) });
    expect([...refusals.totals]).toEqual([
      ['no-token', 1],
      ['malformed-token', 1],
    ]);
  });
});

describe('a token in an address', () => {
  it.each(['network', 'loopback', 'socket'] as const)(
    'is refused by %s, good or not, and not repeated',
    async (door) => {
      const { app } = guarded({ door });
      const answer = await app.request(`/livez?access_token=${OPERATE}`, { headers: bearer(OPERATE) });
      expect(answer.status).toBe(400);
      const said = await answer.text();
      expect(said).toContain('make a new one');
      expect(said).not.toContain(OPERATE);
    },
  );
});

describe('without tokens', () => {
  it('nobody may do anything by a network, and everybody everything by a socket or from this machine', async () => {
    const status = async (door: AccessOptions['door'], tokens: AccessOptions['tokens']) => {
      const { app } = guarded({ door, tokens });
      return (await app.request('/containers/web/check', { method: 'POST' })).status;
    };
    expect(await status('network', [])).toBe(401);
    expect(await status('loopback', [])).toBe(200);
    expect(await status('socket', [])).toBe(200);
    expect(await status('socket', TOKENS)).toBe(200);
    expect(await status('loopback', TOKENS)).toBe(401);
  });

  it.each(['/livez', '/containers', '/nowhere'])(
    'by its own name only, from this machine: %s',
    async (path) => {
      const { app } = guarded({ door: 'loopback', tokens: [] });
      const rebound = await app.request(`http://evil.example:4253${path}`, {
        headers: { host: 'evil.example:4253' },
      });
      expect(rebound.status).toBe(403);
      expect(await rebound.json()).toMatchObject({ title: 'Not by this name' });
      expect((await app.request(`http://[::1]:4253${path}`)).status).toBe(path === '/nowhere' ? 404 : 200);
    },
  );

  it('by any name where a socket decides, or a token', async () => {
    const headers = { host: 'evil.example', ...bearer(READ) };
    for (const door of ['socket', 'network', 'loopback'] as const)
      expect((await guarded({ door }).app.request('/containers', { headers })).status).toBe(200);
  });
});

describe.each(['network', 'loopback', 'socket'] as const)('by %s, what changes something', (door) => {
  const { app } = guarded({ door });
  const check = async (headers: Record<string, string>) =>
    (
      await app.request('http://localhost/containers/web/check', {
        method: 'POST',
        headers: { ...bearer(OPERATE), ...headers },
      })
    ).status;

  it('is not taken from the page of another origin, whatever token it has', async () => {
    expect(await check({ 'sec-fetch-site': 'cross-site' })).toBe(403);
    expect(await check({ origin: 'http://evil.example' })).toBe(403);
    expect(await check({ 'sec-fetch-site': 'same-origin', origin: 'http://localhost' })).toBe(200);
    expect(await check({})).toBe(200);
  });

  it('and what does not, is', async () => {
    const headers = { ...bearer(READ), 'sec-fetch-site': 'cross-site' };
    expect((await app.request('http://localhost/containers', { headers })).status).toBe(200);
  });
});

describe('tokens that are looked up each time', () => {
  const from = (tokens: () => Promise<typeof TOKENS | readonly []>, door: AccessOptions['door']) => {
    const { app } = guarded({ tokens, door });
    return async (path: string, headers: Record<string, string> = {}, host = 'localhost') =>
      (await app.request(`http://${host}${path}`, { headers })).status;
  };

  it('count as they are then', async () => {
    let tokens: typeof TOKENS | readonly [] = [];
    const ask = from(async () => tokens, 'loopback');
    expect([await ask('/containers'), await ask('/containers', {}, 'evil.example')]).toEqual([200, 403]);
    tokens = TOKENS;
    expect([await ask('/containers'), await ask('/containers', bearer(READ), 'evil.example')]).toEqual([
      401, 200,
    ]);
  });

  it('let nobody in when they cannot be looked up; what is public needs none', async () => {
    const broken = () => Promise.reject(new Error('disk on fire'));
    for (const door of ['network', 'loopback'] as const) {
      const ask = from(broken, door);
      expect([await ask('/containers'), await ask('/containers', bearer(READ))]).toEqual([
        door === 'network' ? 401 : 500,
        500,
      ]);
      expect(await ask('/livez')).toBe(200);
    }
  });
});

describe.each(['network', 'loopback', 'socket'] as const)('by %s, a caller', (door) => {
  const AGENT = `hale_a1_0123456789abcdef_${'a'.repeat(43)}`;
  const ENROLMENT = `hale_e1_0123456789abcdef_${'a'.repeat(43)}`;
  const asked: [string, string][] = [];
  const callers: AccessOptions['callers'] = async (token, scope) => {
    asked.push([token, scope]);
    return token === AGENT || token === ENROLMENT;
  };
  const ask = async (
    path: string,
    headers: Record<string, string>,
    rest: Partial<AccessOptions> = { callers },
  ) => {
    const { app, refusals } = guarded({ door, ...rest });
    const answer = await app.request(`http://localhost${path}`, { method: 'POST', headers });
    return { status: answer.status, refusals: [...refusals.totals.keys()], said: await answer.text() };
  };

  it('is let in by its token, whether the API has tokens or not', async () => {
    for (const tokens of [TOKENS, []]) {
      expect(await ask('/v1/sync', bearer(AGENT), { tokens, callers })).toMatchObject({ status: 200 });
      expect(await ask('/v1/enrol', bearer(ENROLMENT), { tokens, callers })).toMatchObject({ status: 200 });
    }
    expect(asked.slice(-2)).toEqual([
      [AGENT, 'agent'],
      [ENROLMENT, 'enrolment'],
    ]);
  });

  it.each<[string, Record<string, string>, string]>([
    ['no token', {}, 'no-token'],
    ['something else', { authorization: `Basic ${AGENT}` }, 'malformed-token'],
    ['a token of the API', bearer(OPERATE), 'wrong-token'],
    ['an invitation', bearer(ENROLMENT), 'wrong-token'],
    ['a token that nobody knows', bearer(`${AGENT.slice(0, -1)}b`), 'unknown-token'],
  ])('is refused with %s, and told what would do', async (_what, headers, refusal) => {
    const answer = await ask('/v1/sync', headers);
    expect(answer).toMatchObject({ status: 401, refusals: [refusal] });
    expect(answer.said).toContain('hale_a1_');
  });

  it('is refused where an invitation is asked for', async () => {
    const answer = await ask('/v1/enrol', bearer(AGENT));
    expect(answer).toMatchObject({ status: 401, refusals: ['wrong-token'] });
    expect(answer.said).toContain('hale hub invite');
  });

  it('is refused where nobody knows callers', async () => {
    expect(await ask('/v1/sync', bearer(AGENT), {})).toMatchObject({
      status: 401,
      refusals: ['unknown-token'],
    });
  });

  it('is not let in by a lookup that fails', async () => {
    const broken = () => Promise.reject(new Error('disk on fire'));
    expect(await ask('/v1/sync', bearer(AGENT), { callers: broken })).toMatchObject({ status: 500 });
  });

  it('learns which method its path takes, and nobody else does', async () => {
    const { app } = guarded({ door, callers });
    const status = async (headers: Record<string, string>) =>
      (await app.request('http://localhost/v1/sync', { method: 'PUT', headers })).status;
    expect([await status(bearer(AGENT)), await status(bearer(OPERATE)), await status({})]).toEqual([
      405, 401, 401,
    ]);
  });

  it('has no use of the API', async () => {
    const { app, refusals } = guarded({ door, callers });
    const answer = await app.request('http://localhost/containers', { headers: bearer(AGENT) });
    // By a socket being here is enough, whatever one has besides.
    expect(answer.status).toBe(door === 'socket' ? 200 : 401);
    expect([...refusals.totals.keys()]).toEqual(door === 'socket' ? [] : ['wrong-token']);
  });
});
