import type { ContainerSpec } from '@hale/core/simulate';
import { afterEach, describe, expect, test } from 'vitest';
import { anAgent, type TestAgent } from '../testing/agent.ts';
import { badgeRoutes } from './badge.ts';

const WEB: ContainerSpec = {
  name: 'shop-web-1',
  labels: { 'com.docker.compose.project': 'shop', 'com.docker.compose.service': 'web' },
  was: { status: 'running', forMs: 60_000 },
};

const running: TestAgent[] = [];
afterEach(async () => {
  for (const agent of running.splice(0)) await agent.stop();
});

async function serving() {
  const live = await anAgent([WEB]);
  running.push(live);
  const app = badgeRoutes(live.agent);
  return { ...live, ask: (path: string, headers = {}) => app.request(path, { headers }) };
}

const titleOf = async (response: Response) => /<title>([^<]*)/.exec(await response.text())?.[1];

describe('/badge/:name', () => {
  test.each(['shop-web-1.svg', 'shop-web-1', 'shop%2Fweb.svg'])('%s shows the condition', async (path) => {
    const { ask } = await serving();
    const response = await ask(`/badge/${path}`);
    expect(response.status).toBe(200);
    expect(Object.fromEntries(response.headers)).toMatchObject({
      'content-type': 'image/svg+xml',
      'cache-control': 'no-cache',
      'content-security-policy': "default-src 'none'",
      'x-content-type-options': 'nosniff',
    });
    expect(await titleOf(response)).toBe('shop-web-1: running');
  });

  test('is sent once, until it changes', async () => {
    const { ask, engine, pass } = await serving();
    const tag = (await ask('/badge/shop-web-1.svg')).headers.get('etag') ?? '';
    expect(tag).toMatch(/^"\w+"$/);
    const again = await ask('/badge/shop-web-1.svg', { 'if-none-match': tag });
    expect([again.status, again.headers.get('cache-control')]).toEqual([304, 'no-cache']);
    await engine.act('shop-web-1', { do: 'oom' });
    await pass();
    const changed = await ask('/badge/shop-web-1.svg', { 'if-none-match': tag });
    expect([changed.status, await titleOf(changed)]).toEqual([200, 'shop-web-1: oom-killed']);
  });

  test('of what is not there says so, in a picture as well', async () => {
    const { ask } = await serving();
    const response = await ask('/badge/%3Cscript%3E.svg');
    expect([response.status, response.headers.get('content-type')]).toEqual([404, 'image/svg+xml']);
    const svg = await response.text();
    expect(svg).toContain('&lt;script&gt;: unknown container');
    expect(svg).not.toContain('<script');
  });
});
