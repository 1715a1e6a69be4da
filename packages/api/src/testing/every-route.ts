import { systemHash } from '@hale/core/system';
import { createSimulatedClock, NOON } from '@hale/core/testing';
import type { Hono } from 'hono';
import { describe, expect, it } from 'vitest';
import type { AccessOptions } from '../access/policy.ts';
import { RefusalCounts } from '../access/refusal-counts.ts';
import { type CallerScope, isCallerScope, type RouteDoc, type Scope } from '../route-doc.ts';

const SECRET = 'k'.repeat(43);
const KEY = '0123456789abcdef';
const READ = `hale_${'r'.repeat(43)}`;
const OPERATE = `hale_${'o'.repeat(43)}`;
const CALLERS: Readonly<Record<CallerScope, string>> = {
  agent: `hale_a1_${KEY}_${SECRET}`,
  enrolment: `hale_e1_${KEY}_${SECRET}`,
};

type SentHeaders = NonNullable<RequestInit['headers']>;

interface Role {
  readonly name: string;
  readonly headers: SentHeaders;
  /** What it may ask for where tokens decide. */
  readonly may: readonly Scope[];
  /** How it is refused what a user of the API may ask for. */
  readonly refusal: 401 | 403;
}

const rolesOf = ({ agent, enrolment }: typeof CALLERS): readonly Role[] => [
  { name: 'nobody', headers: {}, may: ['public'], refusal: 401 },
  { name: 'a stranger', headers: bearer(`hale_${'s'.repeat(43)}`), may: ['public'], refusal: 401 },
  { name: 'another scheme', headers: { authorization: `Basic ${OPERATE}` }, may: ['public'], refusal: 401 },
  { name: 'a reader', headers: bearer(READ), may: ['public', 'read'], refusal: 403 },
  { name: 'an operator', headers: bearer(OPERATE), may: ['public', 'read', 'operate'], refusal: 403 },
  { name: 'an agent', headers: bearer(agent), may: ['public', 'agent'], refusal: 401 },
  { name: 'one invited', headers: bearer(enrolment), may: ['public', 'enrolment'], refusal: 401 },
  { name: 'a strange agent', headers: bearer(strange(agent)), may: ['public'], refusal: 401 },
  { name: 'an old invitation', headers: bearer(strange(enrolment)), may: ['public'], refusal: 401 },
];

/** The same with another end. */
function strange(token: string): string {
  return token.slice(0, -1) + (token.endsWith('x') ? 'y' : 'x');
}

function bearer(token: string): Record<string, string> {
  return { authorization: `Bearer ${token}` };
}

export interface EveryRoute {
  readonly docs: readonly RouteDoc[];
  /** The app, with this access. */
  readonly serve: (access: AccessOptions) => Pick<Hono, 'routes' | 'request'>;
  /** The routes that everybody may ask for: `get /livez`. */
  readonly open: readonly string[];
  /** Tokens of callers that the app knows, where it looks at them itself. */
  readonly callers?: Readonly<Record<CallerScope, string>>;
}

/** Every route of an app as every role, by every door. */
export async function describeEveryRoute({
  docs,
  serve,
  open,
  callers = CALLERS,
}: EveryRoute): Promise<void> {
  const tokens: AccessOptions['tokens'] = [
    { name: 'dashboard', sha256: await systemHash(READ), scope: 'read' },
    { name: 'deploy', sha256: await systemHash(OPERATE), scope: 'operate' },
  ];
  const access = {
    hash: systemHash,
    refusals: new RefusalCounts({ clock: createSimulatedClock(NOON) }),
    callers: async (token: string, scope: Scope) =>
      token === (scope === 'agent' ? callers.agent : callers.enrolment),
  };
  const roles = rolesOf(callers);
  const guarded = serve({ ...access, door: 'network', tokens });
  const status = (app: Pick<Hono, 'request'>, method: string, path: string, headers: SentHeaders) =>
    statusOf(app, path.replace(/:\w+(\{[^}]*\})?/g, 'web'), { method, headers });
  const all = docs.map(({ method, path, scope }) => [method.toUpperCase(), path, scope] as const);

  it('each route has its documentation, and so its scope', () => {
    const documented = new Set(all.map(([method, path]) => `${method} ${path}`));
    const registered = guarded.routes
      .filter(({ method, path }) => method !== 'ALL' && !path.endsWith('*'))
      .map(({ method, path }) => `${method} ${path}`);
    expect([...new Set(registered)].toSorted()).toEqual([...documented].toSorted());
    expect(documented.size).toBeGreaterThan(5);
  });

  it('what is open is so on purpose, and all that changes something is for operators or callers', () => {
    const of = (scope: Scope): readonly string[] =>
      docs.filter((doc) => doc.scope === scope).map(({ method, path }) => `${method} ${path}`);
    expect(of('public')).toEqual(open);
    expect(of('read').filter((route) => !route.startsWith('get '))).toEqual([]);
  });

  describe.each(all)('%s %s, for whom may %s', (method, path, scope) => {
    it.each(roles)('$name', async ({ headers, may, refusal }) => {
      const answered = await status(guarded, method, path, headers);
      if (may.includes(scope)) expect([401, 403]).not.toContain(answered);
      else expect(answered).toBe(isCallerScope(scope) ? 401 : refusal);
    });

    it.each(['socket', 'loopback'] as const)(
      'by the %s, where being there is enough for users',
      async (door) => {
        const app = serve({ ...access, door, tokens: [] });
        for (const { name, headers, may } of roles) {
          const isIn = !isCallerScope(scope) || may.includes(scope);
          const answered = await status(app, method, path, headers);
          if (isIn) expect([401, 403], name).not.toContain(answered);
          else expect(answered, name).toBe(401);
        }
      },
    );

    it('answers no other method, not even to who may most', async () => {
      const most = isCallerScope(scope) ? callers[scope] : OPERATE;
      const taken = all.filter(([, other]) => other === path).map(([each]) => each);
      for (const other of ['GET', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS'].filter(
        (one) => !taken.includes(one),
      ))
        expect(await status(guarded, other, path, bearer(most)), other).toBe(405);
    });
  });

  describe.each(all.filter(([method]) => method !== 'GET'))(
    '%s %s, which changes something',
    (method, path, scope) => {
      const most = isCallerScope(scope) ? callers[scope] : OPERATE;

      it.each([
        [{ 'sec-fetch-site': 'cross-site' }, 403],
        [{ origin: 'https://evil.example' }, 403],
        [{ 'content-type': 'application/x-www-form-urlencoded' }, 415],
        [{ 'content-type': 'text/plain' }, 415],
      ])('is not taken with %j', async (headers, expected) => {
        expect(await status(guarded, method, path, { ...headers, ...bearer(most) })).toBe(expected);
      });
    },
  );
}

/** Without its body, which may have no end. */
async function statusOf(app: Pick<Hono, 'request'>, path: string, init: RequestInit): Promise<number> {
  const answer = await app.request(path, init);
  await answer.body?.cancel();
  return answer.status;
}
