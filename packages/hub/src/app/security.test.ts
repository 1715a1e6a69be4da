import { RefusalCounts } from '@hale/api';
import { gzipBomb } from '@hale/core/testing';
import { invited } from '@hale/protocol';
import { beforeEach, describe, expect, it } from 'vitest';
import { aChange, anAgent, anAgentSession, HOST, send, TestSession } from '../testing/agent.ts';
import { aHub, instantHash, type TestHub } from '../testing/hub.ts';
import { createHubApp } from './app.ts';

let theHub: TestHub;
beforeEach(async () => {
  theHub = await aHub();
});

/** Everything that a hub remembers, but for when an agent was heard. */
async function remembered() {
  const tables = ['agent', 'stream', 'epoch', 'believed', 'transition', 'gap', 'rejected', 'snapshot_part'];
  const rows = tables.map((table) => theHub.sql.query({ sql: `select * from ${table}`, parameters: [] }));
  return Promise.all(rows);
}

describe('an agent', () => {
  it('never touches what is another one’s, even knowing its session, instance and epoch', async () => {
    const victim = await anAgentSession(theHub, { name: 'barn', changes: [aChange('web')] });
    const thief = await anAgentSession(theHub, { name: 'shed' });
    const { token } = thief.agent;
    const messages = [
      ['sync', await victim.report(aChange('web', 'unhealthy'))],
      ['snapshot', await victim.snapshot()],
      ['bye', { session: victim.session, instance: victim.instance, reason: 'shutdown' }],
    ] as const;
    const before = await remembered();
    for (const [path, message] of messages)
      expect([path, (await send(theHub, path, message, { token })).status]).toEqual([path, 409]);
    // Somebody else's epoch cannot be gone on with, either.
    expect((await send(theHub, 'hello', victim.hello(), { token })).status).toBe(409);
    expect(await remembered()).toEqual(before);
  });

  it('is 401 at once when it was revoked, in every message, and comes back only by an invitation of its own', async () => {
    const session = await anAgentSession(theHub, { changes: [aChange('web')] });
    const { id, token } = session.agent;
    const message = await session.report(aChange('db'));
    expect((await theHub.app.request(`/agents/${id}/revoke`, { method: 'POST' })).status).toBe(200);
    const before = await remembered();
    for (const path of ['hello', 'sync', 'snapshot', 'bye'] as const)
      expect([path, (await session.post(path, message)).status]).toEqual([path, 401]);
    expect(await remembered()).toEqual(before);

    const made = await theHub.app.request('/invitations', {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ agent: id }),
    });
    const { token: invitation } = invited.parse(await made.json());
    const enrolment = { protocol: { min: 1, max: 1 }, host: HOST };
    const back = await send(theHub, 'enrol', enrolment, { token: invitation });
    expect(await back.json()).toMatchObject({ agent: id });
    expect((await send(theHub, 'hello', session.hello(), { token })).status).toBe(401);
  });

  it('that has said nothing yet may say nothing of a session', async () => {
    const agent = await anAgent(theHub);
    const session = new TestSession(theHub, agent, 'an-epoch-of-nobody');
    const message = { ...(await session.report(aChange('web'))), session: 's'.repeat(16) };
    expect((await session.post('sync', message)).status).toBe(409);
  });
});

describe('an invitation', () => {
  const enrolment = { protocol: { min: 1, max: 1 }, host: HOST };

  it('is good once', async () => {
    const { token } = await theHub.hub.enrolment.invite();
    const answers = await Promise.all([1, 2, 3].map(() => send(theHub, 'enrol', enrolment, { token })));
    expect(answers.map(({ status }) => status).toSorted((a, b) => a - b)).toEqual([200, 401, 401]);
    expect((await send(theHub, 'enrol', enrolment, { token })).status).toBe(401);
    expect(await theHub.hub.store.agents({ limit: 10 })).toHaveLength(1);
  });

  it('is over in time', async () => {
    const { token } = await theHub.hub.enrolment.invite({ forMs: 60_000 });
    await theHub.clock.advance(60_000);
    expect((await send(theHub, 'enrol', enrolment, { token })).status).toBe(401);
  });

  it.each(['hello', 'sync', 'snapshot', 'bye'] as const)('is no token for %s', async (path) => {
    const { token } = await theHub.hub.enrolment.invite();
    expect((await send(theHub, path, {}, { token })).status).toBe(401);
  });

  it('is used up by nothing but enrolling', async () => {
    const { token } = await theHub.hub.enrolment.invite();
    for (const message of [{}, { ...enrolment, host: {} }, { ...enrolment, protocol: { min: 2, max: 2 } }])
      expect((await send(theHub, 'enrol', message, { token })).status).toBeGreaterThan(399);
    expect((await send(theHub, 'enrol', enrolment, { token })).status).toBe(200);
  });
});

describe('a captured message, sent again,', () => {
  it('in its session stores nothing twice', async () => {
    const session = await anAgentSession(theHub);
    const message = await session.report(aChange('web'), aChange('db'));
    await session.post('sync', message);
    const before = await remembered();
    const again = await session.post('sync', message);
    expect([again.status, await again.json()]).toMatchObject([200, { acked: 2 }]);
    expect(await remembered()).toEqual(before);
  });

  it('after its session is 409', async () => {
    const session = await anAgentSession(theHub);
    const messages = [await session.report(aChange('web')), await session.snapshot()];
    await session.greet();
    const before = await remembered();
    expect((await session.post('sync', messages[0] ?? {})).status).toBe(409);
    expect((await session.post('snapshot', messages[1] ?? {})).status).toBe(409);
    expect(await remembered()).toEqual(before);
  });
});

it('a bomb of 900 MiB in one message is refused, and costs little', async () => {
  const { token } = await anAgent(theHub);
  const body = await gzipBomb(900);
  expect(body.length).toBeLessThan(1024 * 1024);
  const before = process.memoryUsage().rss;
  const response = await theHub.app.request('/v1/sync', {
    method: 'POST',
    headers: {
      authorization: `Bearer ${token}`,
      'content-type': 'application/json',
      'content-encoding': 'gzip',
    },
    body,
  });
  expect(response.status).toBe(413);
  expect((process.memoryUsage().rss - before) / 1024 / 1024).toBeLessThan(50);
});

describe('by the network, with what the store knows of tokens', () => {
  async function guarded() {
    const app = createHubApp(theHub.hub, {
      access: { door: 'network', hash: instantHash, refusals: new RefusalCounts({ clock: theHub.clock }) },
    });
    const as = (token: string) => (path: string, body?: object) =>
      app.request(path, {
        headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
        ...(body && { method: 'POST', body: JSON.stringify(body) }),
      });
    return { app, as };
  }

  it('whoever runs the hub may ask and invite; an agent and one invited may not', async () => {
    const { as } = await guarded();
    const { token } = await anAgent(theHub);
    const { token: invitation } = await theHub.hub.enrolment.invite();
    const statuses = async (each: string) => [
      (await as(each)('/agents')).status,
      (await as(each)('/containers')).status,
      (await as(each)('/invitations', {})).status,
    ];
    expect(await statuses(theHub.token)).toEqual([200, 200, 200]);
    expect(await statuses(token)).toEqual([401, 401, 401]);
    expect(await statuses(invitation)).toEqual([401, 401, 401]);
  });

  it('nobody reports by a token that is for asking', async () => {
    const { as } = await guarded();
    expect((await as(theHub.token)('/v1/sync', {})).status).toBe(401);
    expect((await as(theHub.token)('/v1/enrol', {})).status).toBe(401);
  });

  it('no answer but one has a token in it', async () => {
    const { as } = await guarded();
    const ask = as(theHub.token);
    const { id, token } = await anAgent(theHub);
    const { token: invitation } = invited.parse(await (await ask('/invitations', {})).json());
    const secrets = [theHub.token, token, invitation].map((text) => text.slice(-43));
    for (const path of [
      '/invitations',
      '/agents',
      `/agents/${id}`,
      '/fleet',
      '/hosts',
      '/metrics',
      '/healthz',
    ]) {
      const text = await (await ask(path)).text();
      for (const secret of secrets) expect([path, text.includes(secret)]).toEqual([path, false]);
      expect([path, text.includes(await instantHash(token))]).toEqual([path, false]);
    }
  });
});
