import type { ContainerSpec } from '@hale/core/simulate';
import { problem, type SilenceRequest, silence, silencePage } from '@hale/protocol';
import type { Batch } from '@hale/store';
import { createMemoryStore } from '@hale/store/memory';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { anAgent, type TestAgent } from '../testing/agent.ts';
import { createAgentApp } from './app.ts';

const LABELS = { 'com.docker.compose.project': 'shop', 'com.docker.compose.service': 'web' };
const CONTAINERS: readonly ContainerSpec[] = [
  { name: 'shop-web-1', labels: LABELS, was: { status: 'running', forMs: 60_000 } },
  { name: 'db', was: { status: 'running', forMs: 60_000 } },
];

let agent: TestAgent;
beforeEach(async () => {
  agent = await anAgent(CONTAINERS);
});
afterEach(() => agent.stop());

const app = () => createAgentApp(agent.agent);
const begin = (name: string, body: unknown) =>
  app().request(`/containers/${encodeURIComponent(name)}/silence`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body),
  });
const end = (subject: string) =>
  app().request(`/silences/${encodeURIComponent(subject)}`, { method: 'DELETE' });
const list = async () => silencePage.parse(await (await app().request('/silences')).json()).items;

const HOUR: SilenceRequest = { for: '1h' };

describe('a silence', () => {
  it('is begun, listed, and ended', async () => {
    const response = await begin('db', { ...HOUR, reason: 'a release' });
    const begun = silence.parse(await response.json());
    expect(response.status).toBe(200);
    expect(begun).toMatchObject({ subject: 'container/db', by: 'API', reason: 'a release' });
    expect(Date.parse(begun.until) - Date.parse(begun.since)).toBe(3_600_000);
    expect(await list()).toEqual([begun]);

    const ended = await end('container/db');
    expect([ended.status, await ended.json()]).toEqual([200, begun]);
    expect(await list()).toEqual([]);
  });

  it.each([
    ['shop-web-1', 'container/shop/web/1'],
    ['shop/web', 'container/shop/web/*'],
    ['web', 'container/shop/web/*'],
    ['*', 'container/*'],
    ['shop/*', 'container/shop/*'],
    ['shop/web/*', 'container/shop/web/*'],
    ['container/shop/*', 'container/shop/*'],
  ])('of %s is of %s', async (name, subject) => {
    expect(await (await begin(name, HOUR)).json()).toMatchObject({ subject });
    expect((await end(subject)).status).toBe(200);
  });

  it.each(['nobody', '/*'])('of %s is of nothing that there is', async (name) => {
    const response = await begin(name, HOUR);
    expect(response.status).toBe(404);
    expect(problem.parse(await response.json()).title).toBe('There is no such container');
  });
});

it('is of what is seen, although it is not on disk yet', async () => {
  const store = createMemoryStore();
  const written = Promise.withResolvers<void>();
  const slow = { ...store, commit: (batch: Batch) => written.promise.then(() => store.commit(batch)) };
  const late = await anAgent(CONTAINERS, { store: slow });
  const response = await createAgentApp(late.agent).request('/containers/db/silence', {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(HOUR),
  });
  expect((await store.load()).subjects).toEqual([]);
  expect(await response.json()).toMatchObject({ subject: 'container/db' });
  written.resolve();
  await late.stop();
});
