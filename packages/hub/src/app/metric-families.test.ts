import { RefusalCounts } from '@hale/api';
import { HaleError } from '@hale/core';
import { beforeEach, expect, it } from 'vitest';
import { aFleet, type TestFleet } from '../testing/fleet.ts';
import { instantHash } from '../testing/hub.ts';
import { createHubApp } from './app.ts';

let theFleet: TestFleet;
beforeEach(async () => {
  theFleet = await aFleet();
});

async function series(app: Pick<TestFleet['app'], 'request'> = theFleet.app): Promise<readonly string[]> {
  const text = await (await app.request('/metrics')).text();
  return text.split('\n').filter((line) => line.startsWith('hale_'));
}

it('are of the fleet, and of no one in it', async () => {
  const { shed } = theFleet;
  await shed.post('sync', {
    ...(await shed.report()),
    queued: { entries: 1, bytes: 1, oldestAt: theFleet.clock.now() - 2_500 },
  });
  await shed.post('sync', {});
  const lines = await series();
  expect(lines).toEqual(
    expect.arrayContaining([
      'hale_agents{state="live"} 3',
      'hale_agents{state="lost"} 1',
      'hale_containers{condition="healthy"} 3',
      'hale_containers{condition="unknown"} 1',
      'hale_ingest_lag_seconds 2.5',
      'hale_agents_dropped_entries 0',
      'hale_transitions_total{to="unhealthy"} 1',
      'hale_agent_messages_total{kind="enrol",outcome="ok"} 4',
      'hale_agent_messages_total{kind="sync",outcome="ok"} 5',
      'hale_agent_messages_total{kind="sync",outcome="unreadable"} 1',
      'hale_entries_received_total 7',
      'hale_entries_rejected_total 0',
      'hale_journal_gaps_total 0',
      'hale_build_info{version="1.2.3"} 1',
    ]),
  );
  for (const name of ['"shed"', shed.agent.id, 'shop']) expect(lines.join('\n')).not.toContain(name);
});

it('count what was refused', async () => {
  const refusals = new RefusalCounts({ clock: theFleet.clock });
  const access = { door: 'network', hash: instantHash, refusals } as const;
  const app = createHubApp(theFleet.hub, { access });
  await app.request('/agents');
  const response = await app.request('/metrics', { headers: { authorization: `Bearer ${theFleet.token}` } });
  expect(await response.text()).toContain('hale_refused_requests_total{reason="no-token"} 1');
});

it('are there without the store, too', async () => {
  const { store } = theFleet.hub;
  Object.assign(store, { agents: () => Promise.reject(new HaleError('storage', 'the disk is damaged')) });
  const lines = await series();
  expect(lines).toContain('hale_entries_received_total 7');
  expect(lines.join('\n')).not.toContain('hale_agents{');
});
