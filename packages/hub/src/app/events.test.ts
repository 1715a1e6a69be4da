import { type Message, readStream } from '@hale/api/testing';
import { agent, fleetContainer, transition } from '@hale/protocol';
import { afterEach, beforeEach, expect, it } from 'vitest';
import * as z from 'zod';
import { aChange, anAgentSession } from '../testing/agent.ts';
import { aFleet, type TestFleet } from '../testing/fleet.ts';

const presentNow = z.object({ hub: z.string(), agents: z.array(agent), containers: z.array(fleetContainer) });

let theFleet: TestFleet;
const streams: ReturnType<typeof readStream>[] = [];
beforeEach(async () => {
  theFleet = await aFleet();
});
afterEach(async () => {
  for (const stream of streams.splice(0)) await stream.leave();
});

async function follow(query = '', headers: Record<string, string> = {}) {
  const stream = readStream(await theFleet.app.request(`/events${query}`, { headers }));
  streams.push(stream);
  await theFleet.clock.advance(0);
  return {
    async more(): Promise<readonly Message[]> {
      for (let turn = 0; turn < 10; turn += 1) await theFleet.clock.advance(0);
      return stream.more().filter(({ event }) => event !== 'retry: 2000');
    },
  };
}

const told = (messages: readonly Message[]) =>
  messages.map(({ event, data }) => {
    const { subject, to } = transition.parse(data);
    return `${event} ${subject.split('/').slice(2).join('/')} ${to}`;
  });

it('begin with the agents and the containers that are there, and go on with what changes', async () => {
  const { more } = await follow();
  const [snapshot, ...rest] = await more();
  expect([snapshot?.event, rest]).toEqual(['snapshot', []]);
  const { hub, agents, containers } = presentNow.parse(snapshot?.data);
  expect([hub, agents.length, containers.length]).toEqual([theFleet.hub.identity.id, 4, 7]);

  await theFleet.shed.sync(aChange('db', 'healthy'));
  await anAgentSession(theFleet, { name: 'loft' });
  expect(told(await more())).toEqual(['transition container/db healthy', 'transition  running']);
});

it('go on after what a client has seen', async () => {
  const first = await follow();
  const [snapshot] = await first.more();
  await theFleet.shed.sync(aChange('db', 'healthy'));
  const again = await follow('', { 'last-event-id': snapshot?.id ?? '' });
  expect(told(await again.more())).toEqual(['transition container/db healthy']);
});

it('are of one agent, one project, or one subject', async () => {
  const { id } = theFleet.shed.agent;
  const followers = {
    agent: await follow(`?agent=${id}`),
    project: await follow('?project=shop'),
    subject: await follow(`?subject=agent/${id}/container/db`),
  };
  const present: Record<string, readonly string[]> = {};
  for (const [by, { more }] of Object.entries(followers)) {
    const { containers } = presentNow.parse((await more())[0]?.data);
    present[by] = containers.map(({ name }) => name ?? '').toSorted();
  }
  expect(present).toEqual({
    agent: ['cache', 'db', 'shop-web-1', 'shop-web-2'],
    project: ['shop-web-1', 'shop-web-2'],
    subject: ['db'],
  });

  const [twin] = theFleet.twins;
  await twin.sync(aChange('web', 'stopped'));
  await theFleet.shed.sync(aChange('db', 'healthy'), aChange('shop/web/1', 'crashed'));
  await anAgentSession(theFleet, { name: 'loft' });
  expect(told(await followers.agent.more())).toEqual([
    'transition container/db healthy',
    'transition container/shop/web/1 crashed',
  ]);
  expect(told(await followers.project.more())).toEqual([
    'transition container/shop/web/1 crashed',
    'transition  running',
  ]);
  expect(told(await followers.subject.more())).toEqual([
    'transition container/db healthy',
    'transition  running',
  ]);
});

it('hold no more of a long list than a page', async () => {
  const names = Array.from({ length: 450 }, (_, n) => aChange(`c${String(n).padStart(3, '0')}`));
  await anAgentSession(theFleet, { name: 'loft', changes: names });
  const { more } = await follow();
  let messages: readonly Message[] = [];
  for (let turn = 0; messages.length === 0 && turn < 100; turn += 1) messages = await more();
  const { containers } = presentNow.parse(messages[0]?.data);
  expect(new Set(containers.map(({ subject }) => subject)).size).toBe(457);
});
