import type { ContainerSpec } from '@hale/core/simulate';
import { expect, test } from 'vitest';
import { CHORES_MS } from './chores.ts';
import { anAgent } from './testing/agent.ts';
import { alive, aTestEngine } from './testing/engine.ts';
import { receivers } from './testing/receiver.ts';

const API: ContainerSpec = {
  name: 'api',
  healthcheck: { test: ['CMD', 'true'], intervalMs: 1_000, retries: 1 },
  finding: { exitCode: 0, output: 'ok', durationMs: 1 },
  was: { status: 'running', forMs: 60_000 },
};
/** Time for a check, and for whoever gathers what it is told. */
const TURN_MS = 12_000;

test.each([
  ['well', 10, 'healthy after unhealthy'],
  ['ill', 11, 'unhealthy'],
])('what goes up and down by turns, and is %s in the end', async (_, turns, end) => {
  const rig = aTestEngine(API);
  await alive(rig, async () => {
    const { internet, to, all } = receivers({ chat: 'state', log: 'event' });
    const { agent, engine, pass, stop } = await anAgent(rig, { internet, destinations: all });
    const flaps = () => agent.containers().map(({ flapping }) => flapping);
    await pass(TURN_MS);
    expect(flaps()).toEqual([false]);
    for (let turn = 0; turn < turns; turn += 1) {
      await engine.act('api', { do: turn % 2 === 0 ? 'fail' : 'pass', output: 'x' });
      await pass(TURN_MS);
    }
    const [before, began] = [to.chat.heard.slice(0, -1), to.chat.heard.at(-1)];
    expect(before[0]).toBe('api unhealthy');
    expect(before.filter((line) => line.includes('flapping'))).toEqual([]);
    expect([began, flaps()]).toEqual(['api flapping', [true]]);
    expect(to.log.heard.filter((line) => line !== 'api starting')).toHaveLength(turns);

    await pass(13 * CHORES_MS);
    expect([to.chat.heard.at(-1), flaps()]).toEqual(['api flapping', [true]]);
    await pass(4 * CHORES_MS);
    expect(to.chat.heard.slice(before.length)).toEqual(['api flapping', `api ${end}`]);
    expect(flaps()).toEqual([false]);
    await pass(60 * CHORES_MS);
    expect(to.chat.heard).toHaveLength(before.length + 2);
    await stop();
  });
});
