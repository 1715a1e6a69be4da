import { HaleError } from '@hale/core';
import { afterEach, describe, expect, test } from 'vitest';
import { AGENT_TOKEN } from '../testing/hub.ts';
import { type Linked, linked } from '../testing/linked.ts';
import type { AgentIdentity } from './hub-link.ts';

const MINUTE = 60_000;

const running: Linked[] = [];
afterEach(async () => {
  for (const each of running.splice(0)) await each.stop();
});

/** A link that has yet to find out who it is. */
async function asking(identify: () => Promise<AgentIdentity>): Promise<Linked> {
  const rig = await linked({ link: { identify } });
  running.push(rig);
  await rig.happen('a');
  rig.start();
  await rig.pass(0);
  return rig;
}

describe('who the agent is to its hub', () => {
  test('is asked once, and shown', async () => {
    let asked = 0;
    const rig = await asking(async () => {
      asked += 1;
      return { agent: 'agent-7', token: AGENT_TOKEN };
    });
    await rig.pass(20 * MINUTE);
    expect(asked).toBe(1);
    expect(rig.link.view).toMatchObject({ state: 'live', agentId: 'agent-7' });
    expect(rig.hub.seqs).toEqual([1]);
  });

  test('is asked again soon while it cannot be found out, and nothing is sent until then', async () => {
    let away = true;
    let asked = 0;
    const rig = await asking(async () => {
      asked += 1;
      if (away) throw new HaleError('unreachable', 'nothing answers');
      return { agent: null, token: AGENT_TOKEN };
    });
    await rig.pass(10 * MINUTE);
    expect(asked).toBeGreaterThan(4);
    expect(rig.hub.requests).toEqual([]);
    expect(rig.link.view).toMatchObject({ state: 'waiting', because: 'nothing answers', agentId: null });
    away = false;
    await rig.pass(6 * MINUTE);
    expect(rig.hub.seqs).toEqual([1]);
    expect(rig.link.view.state).toBe('live');
  });

  test.each(['refused', 'unsupported', 'bad-input'] as const)(
    'is asked again seldom where only a person can help: %s',
    async (code) => {
      let asked = 0;
      const rig = await asking(() => {
        asked += 1;
        throw new HaleError(code, 'no', { hint: 'Ask somebody.' });
      });
      await rig.pass(4 * MINUTE);
      expect(asked).toBe(1);
      await rig.pass(60 * MINUTE);
      expect(asked).toBeGreaterThanOrEqual(4);
      expect(asked).toBeLessThanOrEqual(13);
      expect(rig.link.view).toMatchObject({ state: 'refused', because: 'no. Ask somebody' });
      // It is said once, loudly.
      expect(rig.lines.filter((line) => line.startsWith('error'))).toHaveLength(1);
    },
  );
});
