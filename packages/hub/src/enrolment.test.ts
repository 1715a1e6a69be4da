import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type Enrolment, INVITATION_MS, MAX_INVITATION_MS, MAX_USES } from './enrolment.ts';
import { aChange, anAgentSession, HOST, send, TestSession } from './testing/agent.ts';
import { TellingHub } from './testing/telling.ts';

const MINUTE_MS = 60_000;
const REQUEST = { protocol: { min: 1, max: 1 }, host: HOST };

let telling: TellingHub;
let enrolment: Enrolment;
beforeEach(async () => {
  telling = await TellingHub.start();
  ({ enrolment } = telling.hub.hub);
});
afterEach(() => telling.stop());

describe('an invitation', () => {
  it.each<[Parameters<Enrolment['invite']>[0] & {}, string | null]>([
    [{ forMs: 1 }, null],
    [{ forMs: MAX_INVITATION_MS }, null],
    [{ forMs: MAX_INVITATION_MS + 1 }, 'for'],
    [{ forMs: 0 }, 'for'],
    [{ forMs: Number.NaN }, 'for'],
    [{ uses: 1 }, null],
    [{ uses: MAX_USES }, null],
    [{ uses: MAX_USES + 1 }, 'uses'],
    [{ uses: 0 }, 'uses'],
    [{ uses: 1.5 }, 'uses'],
    [{ agent: 'nobody' }, 'agent'],
  ])('for %j: refused by its %s', async (asked, path) => {
    const made = enrolment.invite(asked);
    if (path === null) expect(await made).toMatchObject({ invitation: { uses: asked.uses ?? 1 } });
    else await expect(made).rejects.toMatchObject({ path });
  });

  it('holds as long as it says, for as many as it says, and its token is nowhere kept', async () => {
    const { token, invitation } = await enrolment.invite({ uses: 2 });
    expect(invitation.until - invitation.since).toBe(INVITATION_MS);
    const kept = await telling.hub.sql.query({ sql: 'select * from invitation', parameters: [] });
    expect(JSON.stringify(kept)).not.toContain(token);
    expect(await enrolment.invites(token)).toBe(true);
    expect(await enrolment.enrol(token, REQUEST)).toMatchObject({ kind: 'ok' });
    await telling.pass(INVITATION_MS - 1);
    expect(await enrolment.invites(token)).toBe(true);
    await telling.pass(1);
    expect(await enrolment.invites(token)).toBe(false);
    expect(await enrolment.enrol(token, REQUEST)).toEqual({ kind: 'unknown' });
  });

  it('that is used up invites nobody', async () => {
    const { token } = await enrolment.invite();
    await enrolment.enrol(token, REQUEST);
    expect(await enrolment.invites(token)).toBe(false);
  });

  it('is known by all of its token, and by nothing else', async () => {
    const { token } = await enrolment.invite();
    const other = `${token.slice(0, -1)}${token.endsWith('x') ? 'y' : 'x'}`;
    for (const wrong of [other, token.replace('_e1_', '_a1_'), '', 'x'.repeat(5_000)])
      expect(await enrolment.invites(wrong)).toBe(false);
    expect(await enrolment.enrol(other, REQUEST)).toEqual({ kind: 'unknown' });
  });

  it.each([
    [{ min: 2, max: 3 }, 'protocol'],
    [{ min: 1, max: 3 }, 'ok'],
  ])('of a hub that speaks version 1, for an agent that speaks %j: %s', async (protocol, kind) => {
    const { token } = await enrolment.invite();
    expect(await enrolment.enrol(token, { ...REQUEST, protocol })).toMatchObject({ kind });
    expect(await enrolment.invites(token)).toBe(kind === 'protocol');
  });
});

describe('an agent’s token', () => {
  it('is known as long as it may report', async () => {
    const { agent } = await anAgentSession(telling.hub);
    expect(await enrolment.agentOf(agent.token)).toMatchObject({ id: agent.id });
    expect(await enrolment.agentOf(`${agent.token.slice(0, -2)}__`)).toBeNull();
    expect(await enrolment.agentOf(agent.invitation)).toBeNull();
    await enrolment.revoke(agent.id);
    expect(await enrolment.agentOf(agent.token)).toBeNull();
  });
});

describe('an agent that is revoked', () => {
  const shed = () => anAgentSession(telling.hub, { changes: [aChange('web'), aChange('db', 'unhealthy')] });
  const seen = async (): Promise<unknown> => (await telling.hub.app.request('/containers')).json();
  const history = async ({ agent }: TestSession) =>
    (await telling.hub.hub.store.history({ agent: agent.id, limit: 9 })).map(({ to }) => to);

  it('takes its containers with it: nothing is told of them any more, and its history stays', async () => {
    const session = await shed();
    await telling.pass(MINUTE_MS, session);
    telling.news();
    // That is told in five seconds.
    await session.sync(aChange('cache', 'crashed', { n: 60 }));
    const { agent } = await enrolment.revoke(session.agent.id);
    expect(agent.revokedAt).toBe(telling.hub.clock.now());
    await telling.pass(60 * MINUTE_MS);
    expect(telling.news()).toEqual([]);
    expect(await seen()).toMatchObject({ items: [] });
    expect(await telling.hub.hub.store.deliveriesOf(agent.id)).toEqual([]);
    expect(await history(session)).toEqual(['removed', 'crashed', 'unhealthy', 'healthy', 'running']);
  });

  it('is no more than revoked the second time, and never who it is not', async () => {
    const session = await shed();
    const first = await enrolment.revoke(session.agent.id);
    await telling.pass(MINUTE_MS);
    expect(await enrolment.revoke(session.agent.id)).toEqual(first);
    await expect(enrolment.revoke('nobody')).rejects.toMatchObject({ code: 'not-found', path: 'agent' });
  });

  it('was lost before: that is over, and is told', async () => {
    const session = await shed();
    await telling.pass(2 * MINUTE_MS, session);
    await telling.pass(3 * MINUTE_MS);
    expect(telling.news()).toContain('ops: shed unknown');
    await enrolment.revoke(session.agent.id);
    await telling.pass(2 * MINUTE_MS);
    expect(telling.news()).toEqual(['ops: shed removed']);
  });

  it('comes back by an invitation as the same one, with its history, and all that it believes', async () => {
    const session = await shed();
    await telling.pass(MINUTE_MS, session);
    expect(telling.news()).toEqual(['ops: shed container/db unhealthy']);
    const { id } = session.agent;
    await enrolment.revoke(id);
    const { token: invitation } = await enrolment.invite({ agent: id, uses: 5 });
    const reply = await enrolment.enrol(invitation, REQUEST);
    if (reply.kind !== 'ok') throw new Error(reply.kind);
    expect(reply.answer).toMatchObject({ agent: id });
    expect(reply.answer.token).not.toBe(session.agent.token);
    expect(await enrolment.enrol(invitation, REQUEST)).toEqual({ kind: 'unknown' });

    // It goes on with the journal that it has, of which the hub has everything.
    const { token } = reply.answer;
    const hello = await send(telling.hub, 'hello', session.hello(), { token });
    const greeted = (await hello.json()) as { readonly session: string; readonly want: string };
    expect(greeted).toMatchObject({ acked: { seq: 2 }, want: 'snapshot' });
    session.session = greeted.session;
    await send(telling.hub, 'snapshot', await session.snapshot(), { token });
    expect(await seen()).toMatchObject({ items: [{ condition: 'unhealthy' }, { condition: 'healthy' }] });
    await telling.pass(MINUTE_MS, session);
    expect(telling.news()).toEqual(['ops: shed container/db unhealthy']);
    expect(await history(session)).toEqual(['running', 'removed', 'unhealthy', 'healthy', 'running']);
  });
});

it('one that has told people itself, and is invited anew for the hub to tell, has what is bad told', async () => {
  const session = await anAgentSession(telling.hub);
  await session.greet({ tells: 'agent' });
  await session.sync(aChange('db', 'unhealthy'));
  const { token: invitation } = await enrolment.invite({ agent: session.agent.id });
  const reply = await enrolment.enrol(invitation, REQUEST);
  if (reply.kind !== 'ok') throw new Error(reply.kind);
  const hello = await send(telling.hub, 'hello', session.hello({ tells: 'hub' }), reply.answer);
  const { session: name } = (await hello.json()) as { readonly session: string };
  session.session = name;
  await telling.pass(MINUTE_MS, session);
  expect(telling.news()).toEqual(['ops: shed container/db unhealthy']);
});
