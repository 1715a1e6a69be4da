import { problem, silence } from '@hale/protocol';
import { beforeEach, describe, expect, it } from 'vitest';
import { aFleet, type TestFleet } from '../testing/fleet.ts';

let theFleet: TestFleet;
let shed: string;
let barn: string;
beforeEach(async () => {
  theFleet = await aFleet();
  shed = `agent/${theFleet.shed.agent.id}`;
  barn = `agent/${theFleet.barn.agent.id}`;
});

describe('POST silences', () => {
  const begin = async (subject: string) => {
    const { status, json } = await theFleet.ask('/silences', { subject, for: '1h', reason: 'moving' });
    return status === 200 ? silence.parse(json).subject : status;
  };

  it('is of a subject of the fleet, or of what it is called', async () => {
    for (const [name, subject] of [
      ['shed/db', `${shed}/container/db`],
      ['cache', `${shed}/container/cache`],
      [`${shed}/container/not-yet`, `${shed}/container/not-yet`],
      [`${shed}/*`, `${shed}/*`],
      [shed, shed],
      [`${shed}/engine`, `${shed}/engine`],
      ['shed/*', `${shed}/*`],
      ['shed/shop/*', `${shed}/container/shop/*`],
      ['shed/shop/web/*', `${shed}/container/shop/web/*`],
      ['barn/*', `${barn}/*`],
    ] as const)
      expect([name, await begin(name)]).toEqual([name, subject]);
  });

  it.each([
    ['nobody', 404],
    ['nowhere/*', 404],
    ['*', 404],
    ['/*', 404],
    [`agent/${'x'.repeat(26)}/*`, 404],
    ['web', 409],
    ['twin/*', 409],
  ])('of %s is %i', async (name, status) => {
    expect(await begin(name)).toBe(status);
  });

  it.each([
    [{ subject: 'cache' }, 'for'],
    [{ subject: 'cache', for: 'ever' }, 'for'],
    [{ for: '1h' }, 'subject'],
    [{ subject: '', for: '1h' }, 'subject'],
    [{ subject: 'cache', for: '1h', by: 'me' }, 'by'],
  ])('of %j is refused', async (body, path) => {
    const { status, json } = await theFleet.ask('/silences', body);
    expect([status, problem.parse(json).errors?.[0]?.path]).toEqual([400, path]);
  });

  it('is listed, and ends', async () => {
    const subject = await begin('shed/*');
    expect((await theFleet.ask('/silences')).json).toMatchObject({ items: [{ subject, reason: 'moving' }] });
    const path = `/silences/${encodeURIComponent(String(subject))}`;
    expect((await theFleet.app.request(path, { method: 'DELETE' })).status).toBe(200);
    expect((await theFleet.ask('/silences')).json).toMatchObject({ items: [] });
  });
});

it('POST containers/NAME/silence is of one container', async () => {
  const { json } = await theFleet.ask('/containers/cache/silence', { for: '10m' });
  expect(json).toMatchObject({ subject: `${shed}/container/cache` });
});
