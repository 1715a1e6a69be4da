import { createSimulatedClock, NOON } from '@hale/core/testing';
import { afterAll, describe, expect, it } from 'vitest';
import { anAgent, instantHash } from '../../testing/agent.ts';
import { agentDocs, createAgentApp } from '../app.ts';
import type { AccessOptions } from './policy.ts';
import { RefusalCounts } from './refusal-counts.ts';

const READ = `hale_${'r'.repeat(43)}`;
const OPERATE = `hale_${'o'.repeat(43)}`;
const TOKENS: AccessOptions['tokens'] = [
  { name: 'dashboard', sha256: await instantHash(READ), scope: 'read' },
  { name: 'deploy', sha256: await instantHash(OPERATE), scope: 'operate' },
];

const { agent, stop } = await anAgent([{ name: 'web', was: { status: 'running', forMs: 60_000 } }]);
afterAll(stop);
const refusals = new RefusalCounts({ clock: createSimulatedClock(NOON) });
const app = createAgentApp(agent, {
  access: { door: 'network', tokens: TOKENS, hash: instantHash, refusals },
});

/** What is registered, middleware apart. */
const routes = app.routes.filter(({ method, path }) => method !== 'ALL' && !path.endsWith('*'));

it('each has its documentation, and so its scope', () => {
  const documented = new Set(agentDocs.map(({ method, path }) => `${method.toUpperCase()} ${path}`));
  const registered = new Set(routes.map(({ method, path }) => `${method} ${path}`));
  expect([...registered].toSorted()).toEqual([...documented].toSorted());
  expect(registered.size).toBeGreaterThan(5);
});

it('nothing but whether hale is there is public, and all that changes something is for operators', () => {
  const of = (scope: string): readonly string[] =>
    agentDocs.filter((doc) => doc.scope === scope).map(({ method, path }) => `${method} ${path}`);
  expect(of('public')).toEqual(['get /livez']);
  expect(of('read').filter((route) => !route.startsWith('get '))).toEqual([]);
});

const at = (path: string): string => path.replace(/:\w+(\{[^}]*\})?/g, 'web');

/** Without its body, which may have no end. */
async function status(method: string, path: string, headers: SentHeaders): Promise<number> {
  const answer = await app.request(at(path), { method, headers });
  await answer.body?.cancel();
  return answer.status;
}

type SentHeaders = NonNullable<RequestInit['headers']>;

const bearer = (token: string): Record<string, string> => ({ authorization: `Bearer ${token}` });
const REFUSED: readonly number[] = [401, 403];

describe.each(agentDocs.map(({ method, path, scope }) => [method.toUpperCase(), path, scope] as const))(
  '%s %s, for whom may %s',
  (method, path, scope) => {
    it.each<[string, SentHeaders, readonly string[], number]>([
      ['nobody', {}, ['public'], 401],
      ['a stranger', bearer(`hale_${'s'.repeat(43)}`), ['public'], 401],
      ['one with another scheme', { authorization: `Basic ${OPERATE}` }, ['public'], 401],
      ['a reader', bearer(READ), ['public', 'read'], 403],
      ['an operator', bearer(OPERATE), ['public', 'read', 'operate'], 403],
    ])('%s', async (_role, headers, may, refusal) => {
      const answered = await status(method, path, headers);
      if (may.includes(scope)) expect(REFUSED).not.toContain(answered);
      else expect(answered).toBe(refusal);
    });

    it('answers no other method, not even an operator’s', async () => {
      const taken = agentDocs.filter((doc) => doc.path === path).map((doc) => doc.method.toUpperCase());
      for (const other of ['GET', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS'].filter(
        (one) => !taken.includes(one),
      ))
        expect(await status(other, path, bearer(OPERATE)), other).toBe(405);
    });
  },
);

describe.each(
  agentDocs
    .filter(({ method }) => method !== 'get')
    .map(({ method, path }) => [method.toUpperCase(), path] as const),
)('%s %s, which changes something', (method, path) => {
  it.each([
    [{ 'sec-fetch-site': 'cross-site' }, 403],
    [{ origin: 'https://evil.example' }, 403],
    [{ 'content-type': 'application/x-www-form-urlencoded' }, 415],
    [{ 'content-type': 'text/plain' }, 415],
  ])('is not taken with %j', async (headers, expected) => {
    expect(await status(method, path, { ...headers, ...bearer(OPERATE) })).toBe(expected);
  });
});
