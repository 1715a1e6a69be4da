import { invitationPage, invited, problem } from '@hale/protocol';
import { beforeEach, expect, it } from 'vitest';
import { MAX_USES } from '../enrolment.ts';
import { HOST, send } from '../testing/agent.ts';
import { aFleet, type TestFleet } from '../testing/fleet.ts';

let theFleet: TestFleet;
beforeEach(async () => {
  theFleet = await aFleet();
});

const listed = async () => invitationPage.parse((await theFleet.ask('/invitations')).json).items;

it('an invitation holds for an hour and for one, and says what to do with it', async () => {
  const { status, json } = await theFleet.ask('/invitations', {});
  const { token, command, ...rest } = invited.parse(json);
  expect([status, rest]).toMatchObject([200, { uses: 1, agent: null, until: '2026-01-01T13:00:00.000Z' }]);
  expect(command).toContain(`--hub URL`);
  expect(command).toContain(token);
  expect(await listed()).toEqual([rest]);
});

it('or for as long, and for as many, as is asked for', async () => {
  const { json } = await theFleet.ask('/invitations', { for: '10m', uses: 2 });
  const { token, until } = invited.parse(json);
  expect(until).toBe('2026-01-01T12:10:00.000Z');
  const enrol = () => send(theFleet, 'enrol', { protocol: { min: 1, max: 1 }, host: HOST }, { token });
  expect((await enrol()).status).toBe(200);
  expect(await listed()).toMatchObject([{ uses: 1 }]);
  expect((await enrol()).status).toBe(200);
  expect(await listed()).toEqual([]);
});

it('or for an agent that is to come back', async () => {
  const { json } = await theFleet.ask('/invitations', { agent: 'barn' });
  expect(invited.parse(json).agent).toBe(theFleet.barn.agent.id);
  expect((await theFleet.ask('/invitations', { agent: 'nobody' })).status).toBe(404);
  expect((await theFleet.ask('/invitations', { agent: 'twin' })).status).toBe(409);
});

it.each([
  [{ for: 'ever' }, 'for'],
  [{ for: '25h' }, 'for'],
  [{ for: '0s' }, 'for'],
  [{ uses: 0 }, 'uses'],
  [{ uses: MAX_USES + 1 }, 'uses'],
  [{ uses: 1.5 }, 'uses'],
  [{ agent: '' }, 'agent'],
  [{ scope: 'operate' }, 'scope'],
])('%j is refused', async (body, path) => {
  const { status, json } = await theFleet.ask('/invitations', body);
  expect([status, problem.parse(json).errors?.[0]?.path]).toEqual([400, path]);
  expect(await listed()).toEqual([]);
});

it('the oldest comes first', async () => {
  const [first, second] = [await theFleet.ask('/invitations', {}), await later()];
  expect((await listed()).map(({ key }) => key)).toEqual(
    [first, second].map(({ json }) => invited.parse(json).key),
  );
});

async function later() {
  await theFleet.clock.advance(1_000);
  return theFleet.ask('/invitations', {});
}
