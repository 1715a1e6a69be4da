import { agent, agentDetail, agentPage, problem } from '@hale/protocol';
import { beforeEach, describe, expect, it } from 'vitest';
import { aChange } from '../testing/agent.ts';
import { aFleet, type TestFleet } from '../testing/fleet.ts';

let theFleet: TestFleet;
beforeEach(async () => {
  theFleet = await aFleet();
});

it('agents come in pages by id, each once', async () => {
  const ids: string[] = [];
  let after = '';
  for (;;) {
    const { items, next } = agentPage.parse((await theFleet.ask(`/agents?limit=3${after}`)).json);
    ids.push(...items.map(({ id }) => id));
    if (next === null) break;
    after = `&after=${next}`;
  }
  const { shed, barn, twins } = theFleet;
  expect(ids).toEqual([shed, barn, ...twins].map((session) => session.agent.id).toSorted());
});

describe('one agent', () => {
  it('is all that the hub knows of it', async () => {
    const { shed } = theFleet;
    const message = await shed.report();
    const wall = theFleet.clock.now() + 90_000;
    await shed.post('sync', {
      ...message,
      clock: { wall, mono: 0 },
      queued: { entries: 3, bytes: 900, oldestAt: wall - 5_000 },
    });
    const { json } = await theFleet.ask(`/agents/${shed.agent.id}`);
    expect(agentDetail.parse(json)).toEqual({
      id: shed.agent.id,
      host: 'shed',
      os: 'linux',
      arch: 'x64',
      engine: 'Docker 29.1',
      version: '1.2.3',
      state: 'live',
      since: '2026-01-01T12:00:00.000Z',
      enrolledAt: '2026-01-01T12:00:00.000Z',
      heardAt: '2026-01-01T12:00:00.000Z',
      sight: 'in-sight',
      epoch: shed.tip.epoch,
      acked: 4,
      queued: { entries: 3, bytes: 900 },
      lagMs: 5_000,
      skewMs: 90_000,
      dropped: { entries: 0, bytes: 0 },
      remembers: 'disk',
      tells: 'hub',
      containers: { healthy: 3, unhealthy: 1 },
      gaps: [],
      rejected: [],
    });
  });

  it('has what was lost of its journal, and what could not be understood', async () => {
    const { shed } = theFleet;
    await shed.report(aChange('web'));
    await shed.report(aChange('web', 'crashed'));
    // It has let go of two.
    await shed.greet({
      first: { seq: shed.tip.seq, chain: shed.tip.chain },
      dropped: { entries: 2, bytes: 500 },
    });
    const { entries, ...message } = await shed.report(aChange('web', 'looping'));
    const broken = entries.map(({ entry }) => ({ entry: { ...entry, to: 'sideways' } }));
    await shed.post('sync', { ...message, entries: broken });
    const { gaps, rejected, dropped } = agentDetail.parse((await theFleet.ask('/agents/shed')).json);
    expect(gaps).toMatchObject([{ epoch: shed.tip.epoch, from: 5, to: 6 }]);
    expect(rejected).toMatchObject([
      { seq: 7, code: 'malformed', body: expect.stringContaining('sideways') },
    ]);
    expect(dropped.entries).toBe(2);
  });

  it('goes by the name of a host that it alone has', async () => {
    expect((await theFleet.ask('/agents/barn')).json).toMatchObject({
      state: 'lost',
      containers: { unknown: 1 },
    });
    const { status, json } = await theFleet.ask('/agents/twin');
    const ids = theFleet.twins.map((twin) => twin.agent.id).toSorted();
    expect([status, problem.parse(json).detail]).toEqual([409, expect.stringContaining(ids.join(', '))]);
    expect((await theFleet.ask('/agents/nobody')).status).toBe(404);
  });
});

describe('one that is revoked', () => {
  it('is so, and nothing of it is believed any more', async () => {
    const { status, json } = await theFleet.ask('/agents/shed/revoke', {});
    expect([status, agent.parse(json).state]).toEqual([200, 'revoked']);
    const { containers } = agentDetail.parse((await theFleet.ask('/agents/shed')).json);
    expect(containers).toEqual({});
    expect((await theFleet.ask('/agents/shed/revoke', {})).status).toBe(200);
  });

  it('leaves its name to the next one of its host', async () => {
    const [first, second] = theFleet.twins;
    await theFleet.ask(`/agents/${first.agent.id}/revoke`, {});
    expect((await theFleet.ask('/agents/twin')).json).toMatchObject({ id: second.agent.id });
  });

  it('has to be there', async () => {
    expect((await theFleet.ask('/agents/nobody/revoke', {})).status).toBe(404);
  });
});
