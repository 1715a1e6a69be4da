import { HaleError } from '@hale/core';
import { problem } from '@hale/protocol';
import {
  byeAnswer,
  helloAnswer,
  MAX_BYTES,
  protocolRange,
  refusedSession,
  snapshotAnswer,
  syncAnswer,
} from '@hale/protocol/sync';
import type { Sql } from '@hale/store';
import { beforeEach, describe, expect, it } from 'vitest';
import { aChange, anAgent, anAgentSession, HOST, send, type TestSession } from '../testing/agent.ts';
import { aHub, type TestHub } from '../testing/hub.ts';
import { createHubApp } from './app.ts';
import { HELLO_RATE, MESSAGE_RATE } from './protocol.ts';
import { MAX_INFLATED_BYTES } from './read-message.ts';

let theHub: TestHub;
beforeEach(async () => {
  theHub = await aHub();
});

const stored = async () =>
  (await theHub.hub.store.history({ limit: 1_000 }))
    .toReversed()
    .map(({ subject, to }) => `${subject} ${to}`);

it('an agent enrols, says hello, reports, and says bye', async () => {
  const session = await anAgentSession(theHub);
  const { id } = session.agent;
  const hello = helloAnswer.parse(await (await session.post('hello', session.hello())).json());
  expect(hello).toMatchObject({ acked: { seq: 0 }, syncMs: 15_000, limits: { maxEntries: 500 } });
  session.session = hello.session;

  const sync = await session.post(
    'sync',
    await session.report(aChange('web'), aChange('db', 'unhealthy')),
    true,
  );
  expect([sync.status, syncAnswer.parse(await sync.json())]).toMatchObject([
    200,
    { acked: 2, want: 'none', rejected: [] },
  ]);
  const snapshot = await session.post('snapshot', await session.snapshot());
  expect(snapshotAnswer.parse(await snapshot.json())).toMatchObject({ want: 'none' });
  const bye = await session.post('bye', {
    session: session.session,
    instance: session.instance,
    reason: 'shutdown',
  });
  expect(byeAnswer.parse(await bye.json())).toEqual({ hubTime: theHub.clock.now() });
  expect(await stored()).toEqual([
    `agent/${id} running`,
    `agent/${id}/container/web healthy`,
    `agent/${id}/container/db unhealthy`,
    `agent/${id} stopped`,
  ]);
});

describe('what has to come first is 409', () => {
  it('hello, where the session is another', async () => {
    const session = await anAgentSession(theHub);
    const message = await session.report(aChange('web'));
    await session.greet();
    const response = await session.post('sync', message);
    const body: unknown = await response.json();
    expect([response.status, refusedSession.parse(body).want]).toEqual([409, 'hello']);
    expect(problem.parse(body)).toMatchObject({ status: 409, title: 'Something else comes first' });
    expect(response.headers.get('content-type')).toBe('application/problem+json');
  });

  it('a new epoch, where the journal is another', async () => {
    const session = await anAgentSession(theHub, { changes: [aChange('web')] });
    const forked = { ...(await session.report(aChange('db'))), base: { seq: 1, chain: 'f'.repeat(32) } };
    const response = await session.post('sync', forked);
    expect([response.status, refusedSession.parse(await response.json()).want]).toEqual([409, 'new-epoch']);
  });
});

describe('another version of the protocol is 426', () => {
  const spoken = async (response: Response) => {
    const { protocol } = protocolRangeIn(await response.json());
    return [response.status, response.headers.get('upgrade'), protocol];
  };
  const protocolRangeIn = (body: unknown) => ({
    protocol: protocolRange.parse(problem.loose().parse(body)['protocol']),
  });

  it('whatever else a newer hello has, and lacks', async () => {
    const { token } = await anAgent(theHub);
    const response = await send(theHub, 'hello', { protocol: 2, who: ['else'] }, { token });
    expect(await spoken(response)).toEqual([426, 'hale-sync/1', { min: 1, max: 1 }]);
  });

  it('and uses up no invitation', async () => {
    const { token } = await theHub.hub.enrolment.invite();
    const newer = await send(theHub, 'enrol', { protocol: { min: 2, max: 3 } }, { token });
    expect(await spoken(newer)).toEqual([426, 'hale-sync/1', { min: 1, max: 1 }]);
    const both = await send(theHub, 'enrol', { protocol: { min: 1, max: 3 }, host: HOST }, { token });
    expect(both.status).toBe(200);
  });
});

describe('what is not as expected is 400, and says where', () => {
  let session: TestSession;
  beforeEach(async () => {
    session = await anAgentSession(theHub);
  });

  const faults = async (response: Response) => {
    const { errors = [] } = problem.parse(await response.json());
    return [response.status, ...errors.map(({ path }) => path)];
  };

  it('in a field', async () => {
    const message = { ...(await session.report(aChange('web'))), tip: 'many', digest: 1 };
    expect(await faults(await session.post('sync', message))).toEqual([400, 'tip', 'digest']);
  });

  it('in a list', async () => {
    const message = { ...(await session.report()), entries: [{ entry: { epoch: 'x', seq: 0 } }] };
    expect(await faults(await session.post('sync', message))).toEqual([
      400,
      'entries.0.entry.epoch',
      'entries.0.entry.seq',
    ]);
  });

  it('in no more places than help', async () => {
    const message = { ...(await session.report()), entries: Array.from({ length: 500 }, () => 1) };
    expect(await faults(await session.post('sync', message))).toHaveLength(11);
  });

  it('or that it cannot be in that order: 422', async () => {
    const { entries, ...message } = await session.report(aChange('web'), aChange('db'));
    const response = await session.post('sync', { ...message, entries: entries.toReversed() });
    expect(await faults(response)).toEqual([422, 'entries.0.entry.seq']);
  });
});

describe('a body', () => {
  const post = (body: string | Uint8Array<ArrayBuffer>, headers: Record<string, string>, token: string) =>
    theHub.app.request('/v1/sync', {
      method: 'POST',
      headers: { 'content-type': 'application/json', authorization: `Bearer ${token}`, ...headers },
      body,
    });

  it.each([
    ['is no JSON', '{', {}, 400],
    ['is no text', new Uint8Array([0x22, 0xff, 0x22]), {}, 400],
    ['is deep', `${'['.repeat(33)}${']'.repeat(33)}`, {}, 400],
    ['is no gzip', '{}', { 'content-encoding': 'gzip' }, 400],
    ['is packed otherwise', '{}', { 'content-encoding': 'br' }, 415],
    ['is packed twice', '{}', { 'content-encoding': 'gzip, gzip' }, 415],
    ['is no JSON by its type', '{}', { 'content-type': 'text/plain' }, 415],
    ['is too long', ' '.repeat(MAX_BYTES + 1), {}, 413],
  ])('that %s', async (_what, body, headers, status) => {
    const { token } = await anAgent(theHub);
    expect((await post(body, headers, token)).status).toBe(status);
  });

  it('may be as long as it may, plain and inflated', async () => {
    const session = await anAgentSession(theHub);
    const message = await session.report(aChange('web'));
    const padded = (bytes: number) => JSON.stringify({ ...message, pad: '' }).length - bytes;
    const exact = { ...message, pad: 'x'.repeat(-padded(MAX_BYTES)) };
    expect((await session.post('sync', exact)).status).toBe(200);
    const inflated = { ...message, pad: 'x'.repeat(-padded(MAX_INFLATED_BYTES)) };
    expect((await session.post('sync', inflated, true)).status).toBe(200);
    const more = { ...message, pad: `${inflated.pad}x` };
    expect((await session.post('sync', more, true)).status).toBe(413);
  });

  it('comes plain where nothing inflates', async () => {
    const session = await anAgentSession(theHub);
    const app = createHubApp(theHub.hub);
    const message = await session.report(aChange('web'));
    const { token } = session.agent;
    expect((await send({ app }, 'sync', message, { token, packed: true })).status).toBe(415);
    expect((await send({ app }, 'sync', message, { token })).status).toBe(200);
  });
});

describe('too many messages are 429', () => {
  it('of one agent, until it has waited', async () => {
    const session = await anAgentSession(theHub);
    const other = await anAgentSession(theHub, { name: 'barn' });
    const beat = async (one: TestSession) => (await one.post('sync', await one.report())).status;
    for (let n = 0; n < MESSAGE_RATE.burst; n += 1) expect(await beat(session)).toBe(200);
    const refused = await session.post('sync', await session.report());
    expect([refused.status, refused.headers.get('retry-after')]).toEqual([429, '1']);
    expect(await beat(other)).toBe(200);
    await theHub.clock.advance(1_000 / MESSAGE_RATE.perSecond);
    expect(await beat(session)).toBe(200);
    expect(await beat(session)).toBe(429);
  });

  it('sooner of hellos', async () => {
    const session = await anAgentSession(theHub);
    for (let n = 1; n < HELLO_RATE.burst; n += 1) await session.greet();
    expect((await session.post('hello', session.hello())).status).toBe(429);
  });
});

it('a disk that fails is 503, and nothing was taken', async () => {
  let isFull = false;
  const over = (sql: Sql): Sql => ({
    ...sql,
    batch: (statements, guards) =>
      isFull ? Promise.reject(new HaleError('storage', 'the disk is full')) : sql.batch(statements, guards),
  });
  theHub = await aHub({ over });
  const session = await anAgentSession(theHub);
  const message = await session.report(aChange('web'));
  isFull = true;
  const refused = await session.post('sync', message);
  expect([refused.status, refused.headers.get('retry-after')]).toEqual([503, '5']);
  expect(problem.parse(await refused.json()).detail).toBe('the disk is full');
  expect((await theHub.hub.status()).status).toBe('fail');
  expect((await theHub.app.request('/agents')).status).toBe(200);

  isFull = false;
  expect(syncAnswer.parse(await (await session.post('sync', message)).json()).acked).toBe(1);
  expect((await theHub.hub.status()).status).toBe('pass');
  expect(await stored()).toContain(`agent/${session.agent.id}/container/web healthy`);
});

it('counts what has come, and what came of it', async () => {
  const session = await anAgentSession(theHub, { changes: [aChange('web'), aChange('db')] });
  await session.post('sync', { nothing: 'as expected' });
  await send(theHub, 'sync', {}, { token: `${session.agent.token.slice(0, -1)}_` });
  const { messages, received } = theHub.hub.counts;
  expect(Object.fromEntries([...messages].map(([kind, each]) => [kind, Object.fromEntries(each)]))).toEqual({
    enrol: { ok: 1 },
    hello: { ok: 1 },
    sync: { ok: 1, unreadable: 1, unknown: 1 },
  });
  expect(received).toBe(2);
});
