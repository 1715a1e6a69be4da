import { HaleError } from '@hale/core';
import type { AgentDetail, FleetContainerPage, Problem } from '@hale/protocol';
import { Hono } from 'hono';
import { hc } from 'hono/client';
import { beforeEach, describe, expect, expectTypeOf, it } from 'vitest';
import { send } from '../testing/agent.ts';
import { aFleet, type TestFleet } from '../testing/fleet.ts';
import { type HubApp, hubDocs } from './app.ts';

let theFleet: TestFleet;
beforeEach(async () => {
  theFleet = await aFleet();
});

it('takes no parameter that is not documented', async () => {
  const asked = hubDocs.filter((doc) => doc.query);
  for (const { path } of asked) {
    const response = await theFleet.app.request(`${path}?no-such=1`);
    expect([path, response.status]).toEqual([path, 400]);
  }
  expect(asked.length).toBeGreaterThan(5);
});

describe('its own health', () => {
  it('is well as long as all are heard', async () => {
    expect((await theFleet.ask('/healthz')).json).toEqual({
      status: 'warn',
      reasons: ['an agent is lost: barn'],
    });
    await theFleet.barn.greet();
    expect(await theFleet.ask('/healthz')).toEqual({ status: 200, json: { status: 'pass', reasons: [] } });
    expect((await theFleet.ask('/readyz')).status).toBe(200);
  });

  it('is bad without its store, and it lives on', async () => {
    const broken = () => Promise.reject(new HaleError('storage', 'the disk is damaged'));
    Object.assign(theFleet.hub.store, { agents: broken, hub: broken });
    for (const path of ['/healthz', '/readyz'])
      expect(await theFleet.ask(path)).toMatchObject({ status: 503, json: { status: 'fail' } });
    expect((await theFleet.app.request('/livez')).status).toBe(200);
  });
});

it('tells who is told', async () => {
  expect(await theFleet.ask('/destinations')).toEqual({ status: 200, json: { items: [], next: null } });
});

it('lives below any address of a host service, and leaves it the rest', async () => {
  const host = new Hono().route('/hale', theFleet.app).get('/own', (c) => c.text('own'));
  expect(await (await host.request('/own')).text()).toBe('own');
  expect((await host.request('/hale/fleet')).status).toBe(200);
  const { shed } = theFleet;
  const app = { request: (path: string, init?: RequestInit) => host.request(`/hale${path}`, init) };
  const { token } = shed.agent;
  expect((await send({ app }, 'sync', await shed.report(), { token })).status).toBe(200);
  expect((await send({ app }, 'sync', await shed.report(), { token: '' })).status).toBe(401);
});

it('has a typed client', async () => {
  const { fetch } = theFleet.app;
  const client = hc<HubApp>('http://hub.test', {
    fetch: async (input: string | Request | URL, init?: RequestInit) => fetch(new Request(input, init)),
  });
  const list = await client.containers.$get({ query: { limit: '1', condition: ['unhealthy'] } });
  if (list.status !== 200) throw new Error(`answered ${list.status}`);
  const page = await list.json();
  expectTypeOf(page).toEqualTypeOf<FleetContainerPage>();
  expect(page.items.map(({ name }) => name)).toEqual(['db']);

  const one = await client.agents[':id'].$get({ param: { id: 'shed' } });
  if (!one.ok) throw new Error(`answered ${one.status}`);
  expectTypeOf((await one.json()).gaps).toEqualTypeOf<AgentDetail['gaps']>();
  const nobody = await client.agents[':id'].revoke.$post({ param: { id: 'nobody' } });
  if (nobody.ok) throw new Error('it is there');
  expectTypeOf(await nobody.json()).toEqualTypeOf<Problem>();
});
