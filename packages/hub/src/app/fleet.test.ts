import { fleet, fleetHostPage } from '@hale/protocol';
import { beforeEach, expect, it } from 'vitest';
import { aFleet, type TestFleet } from '../testing/fleet.ts';

let theFleet: TestFleet;
beforeEach(async () => {
  theFleet = await aFleet();
});

it('the fleet is its agents and containers, in numbers', async () => {
  const { status, json } = await theFleet.ask('/fleet');
  expect([status, fleet.parse(json)]).toEqual([
    200,
    {
      hub: theFleet.hub.identity.id,
      since: '2026-01-01T12:00:00.000Z',
      version: '1.2.3',
      agents: { live: 3, late: 0, lost: 1, conflict: 0, stopped: 0, enrolled: 0, revoked: 0 },
      containers: { healthy: 3, unhealthy: 1, running: 2, unknown: 1 },
    },
  ]);
});

it('hosts come by name, with all agents that call themselves so', async () => {
  const { json } = await theFleet.ask('/hosts');
  const { items, next } = fleetHostPage.parse(json);
  expect(
    items.map(({ name, agents, containers }) => [name, agents.map(({ state }) => state), containers]),
  ).toEqual([
    ['barn', ['lost'], { unknown: 1 }],
    ['shed', ['live'], { healthy: 3, unhealthy: 1 }],
    ['twin', ['live', 'live'], { running: 2 }],
  ]);
  expect(next).toBeNull();
});

it('hosts come in pages', async () => {
  const first = fleetHostPage.parse((await theFleet.ask('/hosts?limit=2')).json);
  const second = fleetHostPage.parse((await theFleet.ask(`/hosts?limit=2&after=${first.next}`)).json);
  expect([first, second].map(({ items }) => items.map(({ name }) => name))).toEqual([
    ['barn', 'shed'],
    ['twin'],
  ]);
});
