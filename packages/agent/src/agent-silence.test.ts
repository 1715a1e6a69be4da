import { Silencer } from '@hale/api';
import type { ContainerSpec } from '@hale/core/simulate';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { anAgent, type TestAgent } from './testing/agent.ts';
import { receivers } from './testing/receiver.ts';

const HOUR = 3_600_000;
const MINUTE = 60_000;
const WEB: ContainerSpec = { name: 'web', was: { status: 'running', forMs: 60_000 } };
const DB: ContainerSpec = { name: 'db', was: { status: 'running', forMs: 60_000 } };
const REQUEST = { subject: 'container/web', forMs: HOUR, by: 'ann', reason: 'a release' };

describe('an agent that is silenced', () => {
  let rig: TestAgent;
  let to: ReturnType<typeof told>['to'];
  /** As another process has it: all that the two share is the store. */
  let silencer: Silencer;
  beforeEach(async () => {
    const { internet, to: heard, all } = told();
    to = heard;
    rig = await anAgent([WEB, DB], { internet, destinations: all });
    const { store, clock } = rig;
    silencer = new Silencer({ store, destinations: all, now: () => clock.now() });
  });
  afterEach(() => rig.stop());

  const act = async (name: string, how: 'oom' | 'start', ms = 0) => {
    await rig.engine.act(name, { do: how });
    await rig.pass(ms);
  };

  it('tells nothing of a subject until the end, and then what is still so', async () => {
    await silencer.begin(REQUEST);
    await act('web', 'oom', HOUR - MINUTE);
    await act('db', 'oom', 0);
    expect(to.chat.heard).toEqual(['db oom-killed']);
    await rig.pass(MINUTE);
    expect(to.chat.heard).toEqual(['db oom-killed', 'web oom-killed']);
  });

  it('does not try again meanwhile what it could not tell before', async () => {
    to.chat.answer(503);
    await act('web', 'oom', 100);
    await silencer.begin(REQUEST);
    const tries = to.chat.tries();
    to.chat.answer('takes');
    await rig.pass(HOUR - MINUTE);
    expect([to.chat.tries(), to.chat.heard]).toEqual([tries, []]);
    await rig.pass(2 * MINUTE);
    expect(to.chat.heard).toEqual(['web oom-killed']);
  });

  it('tells nothing at all of what has come and gone', async () => {
    await silencer.begin(REQUEST);
    await act('web', 'oom', HOUR / 2);
    await act('web', 'start', HOUR);
    expect(to.chat.heard).toEqual([]);
    expect((await rig.store.outstanding(9)).deliveries).toEqual([]);
  });

  it('tells at the end that what it told before is over', async () => {
    await act('web', 'oom', MINUTE);
    await silencer.begin(REQUEST);
    await act('web', 'start', HOUR - MINUTE);
    expect(to.chat.heard).toEqual(['web oom-killed']);
    await rig.pass(2 * MINUTE);
    expect(to.chat.heard).toEqual(['web oom-killed', 'web running after oom-killed']);
  });

  it('tells all the time whoever takes every transition', async () => {
    await silencer.begin(REQUEST);
    await act('web', 'oom', MINUTE);
    expect(to.log.heard).toContain('web oom-killed');
  });

  it('keeps silent of every subject of a project, those to come too', async () => {
    const labels = { 'com.docker.compose.project': 'shop', 'com.docker.compose.service': 'api' };
    await silencer.begin({ ...REQUEST, subject: 'container/shop/*' });
    rig.engine.place({ name: 'shop-api-1', labels });
    await act('shop-api-1', 'start', MINUTE);
    await act('shop-api-1', 'oom', MINUTE);
    expect(to.chat.heard).toEqual([]);
    await rig.pass(HOUR);
    expect(to.chat.heard).toEqual(['shop/api/1 oom-killed']);
  });

  it('tells at once what is so when a silence is ended', async () => {
    await rig.agent.silencer.begin(REQUEST);
    await act('web', 'oom', MINUTE);
    expect(to.chat.heard).toEqual([]);
    expect(await rig.agent.silencer.end('container/web')).toMatchObject({ by: 'ann' });
    await rig.pass(0);
    expect(to.chat.heard).toEqual(['web oom-killed']);
    expect(await rig.agent.silencer.end('container/web')).toBeNull();
  });

  it('keeps silent after it was started again', async () => {
    await silencer.begin(REQUEST);
    await rig.stop();
    const { internet, to: heard, all } = told();
    const again = await anAgent(rig, { store: rig.store, internet, destinations: all });
    await again.engine.act('web', { do: 'oom' });
    await again.pass(HOUR - MINUTE);
    expect(heard.chat.heard).toEqual([]);
    await again.pass(2 * MINUTE);
    expect(heard.chat.heard).toEqual(['web oom-killed']);
    await again.stop();
  });

  it('keeps silent to a destination that is new', async () => {
    await act('web', 'oom', MINUTE);
    await silencer.begin(REQUEST);
    await rig.stop();
    const { internet, to: heard, all } = receivers({ pager: 'state' });
    const again = await anAgent(rig, { store: rig.store, internet, destinations: all });
    await again.pass(MINUTE);
    expect(heard.pager.heard).toEqual([]);
    await again.pass(HOUR);
    expect(heard.pager.heard).toEqual(['web oom-killed']);
    await again.stop();
  });
});

function told() {
  return receivers({ chat: 'state', log: 'event' });
}
