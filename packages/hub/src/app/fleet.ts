import { iso, pageAfter, paged, type RouteDoc, validQuery } from '@hale/api';
import { CONDITIONS } from '@hale/core';
import { type ContainerCounts, type FleetHost, fleet, fleetHostPage } from '@hale/protocol';
import type { AgentRecord } from '@hale/store/hub';
import { Hono } from 'hono';
import { agentState } from '../agent-state.ts';
import { eachAgent } from '../all-agents.ts';
import { takeCensus } from '../census.ts';
import type { Hub } from '../hub.ts';

type Source = Pick<Hub, 'store' | 'clock' | 'identity' | 'sender'>;

/** All that report, and the machines that they are on. */
export function fleetRoutes(hub: Source) {
  const { store, clock, identity, sender } = hub;
  return new Hono()
    .get('/fleet', async (c) => {
      const { agents } = await takeCensus(store, clock.now());
      const containers: ContainerCounts = await store.countContainers();
      const since = iso(identity.since);
      return c.json({ hub: identity.id, since, version: sender.version, agents, containers }, 200);
    })
    .get('/hosts', validQuery(paged), async (c) => {
      const byName = new Map<string, AgentRecord[]>();
      for await (const record of eachAgent(store)) {
        const { name } = record.agent.host;
        byName.set(name, [...(byName.get(name) ?? []), record]);
      }
      const { items, next } = pageAfter([...byName], ([name]) => name, c.req.valid('query'));
      const hosts = await Promise.all(items.map(([name, records]) => host(hub, name, records)));
      return c.json({ items: hosts, next }, 200);
    });
}

async function host(
  { store, clock }: Pick<Source, 'store' | 'clock'>,
  name: string,
  records: readonly AgentRecord[],
): Promise<FleetHost> {
  const now = clock.now();
  const counts = await Promise.all(records.map(({ agent }) => store.countContainers(agent.id)));
  return {
    name,
    agents: records.map((record) => ({ id: record.agent.id, state: agentState(record, now) })),
    containers: counts.reduce<ContainerCounts>(sum, {}),
  };
}

function sum(all: ContainerCounts, more: ContainerCounts): ContainerCounts {
  const both = { ...all };
  for (const condition of CONDITIONS) {
    const count = (all[condition] ?? 0) + (more[condition] ?? 0);
    if (count > 0) both[condition] = count;
  }
  return both;
}

export const fleetDocs: readonly RouteDoc[] = [
  {
    method: 'get',
    path: '/fleet',
    scope: 'read',
    summary: 'How many agents and containers there are, and how they are.',
    answers: { 200: { description: 'The numbers.', schema: fleet } },
  },
  {
    method: 'get',
    path: '/hosts',
    scope: 'read',
    summary: 'The machines that agents are on, by name.',
    query: paged,
    answers: { 200: { description: 'A page of them.', schema: fleetHostPage } },
  },
];
