import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { createSimulatedClock } from '../testing/index.ts';
import { createContainer, type SimulatedContainer } from './container.ts';
import { createSimulatedEngine } from './engine.ts';
import { MAX_TROUBLED, nextTurn } from './fate.ts';
import { seededRandom } from './seeded.ts';

const healthcheck = { test: ['CMD', 'true'] };
const restart = { name: 'always', maximumRetries: 0 } as const;

function container(name: string, fields: Partial<SimulatedContainer> = {}): SimulatedContainer {
  return { ...createContainer({ name, healthcheck, restart }, name, 0n), status: 'running', ...fields };
}

const sick = { status: 'unhealthy', failingStreak: 2, log: [] } as const;

test('nobody, or a finished job only: nothing happens', () => {
  expect(nextTurn([], seededRandom(1))).toBeNull();
  const job = container('job', { status: 'exited', restart: { name: 'no', maximumRetries: 0 } });
  expect(nextTurn([job], seededRandom(1))).toBeNull();
});

test.each([
  [{ status: 'paused' }, 'unpause'],
  [{ status: 'exited' }, 'start'],
  [{ health: sick }, 'pass'],
] as const)('with nobody well, %j is helped by %s', (fields, act) => {
  expect(nextTurn([container('one', fields)], seededRandom(1))?.act.do).toBe(act);
});

test('once enough are in trouble somebody is helped', () => {
  const troubled = Array.from({ length: MAX_TROUBLED }, (_, index) =>
    container(`sick-${index}`, { health: sick }),
  );
  fc.assert(
    fc.property(fc.integer(), (seed) => {
      expect(nextTurn([...troubled, container('well')], seededRandom(seed))?.act.do).toBe('pass');
    }),
  );
});

test('only one with a check fails its check', () => {
  const without = container('one', { healthcheck: null });
  fc.assert(
    fc.property(fc.integer(), (seed) => {
      expect(nextTurn([without], seededRandom(seed))?.act.do).not.toMatch(/fail|hang/);
    }),
  );
});

test('something happens every 1.5 to 5 seconds', () => {
  fc.assert(
    fc.property(fc.integer(), (seed) => {
      const turn = nextTurn([container('one')], seededRandom(seed));
      expect(turn?.afterMs).toBeGreaterThanOrEqual(1500);
      expect(turn?.afterMs).toBeLessThanOrEqual(5000);
    }),
  );
});

describe('life by seed', () => {
  async function live(seed: number, ms: number): Promise<string> {
    const clock = createSimulatedClock();
    const engine = createSimulatedEngine({ clock, random: seededRandom(0), seed });
    const stop = new AbortController();
    const running = engine.run(stop.signal);
    const until = 1_767_225_600 + ms / 1000;
    const text = engine
      .fetch(
        new Request(
          `http://engine/events?until=${until}&filters={"event":{"health_status":true,"die":true}}`,
        ),
      )
      .then((response) => response.text());
    await clock.advance(ms);
    stop.abort();
    await running;
    return text;
  }

  test('is the same for the same seed, and another for another', async () => {
    const [one, again, other] = await Promise.all([live(1, 60_000), live(1, 60_000), live(2, 60_000)]);
    expect(one).toBe(again);
    expect(one).not.toBe(other);
  });

  test('shows something within ten seconds, whatever the seed', async () => {
    for (let seed = 0; seed < 20; seed += 1) expect(await live(seed, 10_000)).not.toBe('');
  });
});
