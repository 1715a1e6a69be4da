import { expect, test } from 'vitest';
import { followEvents } from './delivery/follow-events.ts';
import { Receiver } from './delivery/receiver.ts';
import { SLACK, setStage } from './delivery/stage.ts';
import { describeEngines, until } from './rig/index.ts';

/** What it takes is printed; on a busy machine no bound would be a proof. */
const GENEROUS_MS = 5_000;
const HEALTH = { test: ['CMD-SHELL', 'echo it is ill; [ ! -e /ill ]'], intervalMs: 200, retries: 1 };

describeEngines(
  (engine) => {
    test('the first message leaves with the event that it tells of', async () => {
      await using receiver = await Receiver.open();
      await using stage = await setStage(engine, receiver);
      const { agent } = stage;
      await using events = await followEvents(engine.socket);
      const { id, name } = await engine.runContainer({ name: 'shop-web', health: HEALTH });
      agent.start();
      await agent.untilWatching();
      await until('it is healthy', () => events.seenAt(id, 'health_status: healthy') !== undefined);
      expect(receiver.bodies(SLACK)).toEqual([]);

      await engine.docker('exec', id, 'touch', '/ill');
      const first = await until('a message', () => receiver.arrivals.find(({ path }) => path === SLACK));
      const eventAt = await until('its event', () => events.seenAt(id, 'health_status: unhealthy'));
      const tookMs = first.at - eventAt;
      process.stdout.write(`notify ${engine.name}: ${tookMs.toFixed(1)} ms from the event to the message\n`);
      expect(tookMs).toBeLessThan(GENEROUS_MS);
      const message = JSON.parse(first.body);
      expect(message.text).toContain(name);
      expect(message.text).toContain('unhealthy');
      expect(JSON.stringify(message.blocks)).toContain('it is ill');
      await engine.removeContainers();
    });
  },
  { kind: 'docker' },
);
