import fc from 'fast-check';
import { expect, test } from 'vitest';
import { type EngineEvent, EVENT_ACTIONS } from './event.ts';
import { type Monitor, startMonitor, step } from './monitor.ts';
import type { Observation } from './observation.ts';
import { LOOP_WINDOW_MS } from './restart-loop.ts';
import { aCheckedContainer, anEvent, NOON } from './testing/container.ts';
import type { Transition } from './transition.ts';

const anything = fc
  .array(
    fc.record({
      action: fc.constantFrom(...EVENT_ACTIONS),
      afterMs: fc.constantFrom(0, 1, 500, 20_000, LOOP_WINDOW_MS),
      signal: fc.constantFrom('1', '9', '15'),
      exitCode: fc.constantFrom(0, 1, 137),
      health: fc.constantFrom('healthy' as const, 'unhealthy' as const),
    }),
    { maxLength: 30 },
  )
  .map((steps) => {
    let offset = 0;
    return steps.map(({ action, afterMs, ...rest }) => {
      offset += afterMs;
      return anEvent(action, offset, rest);
    });
  });
/** Of a healthy container, first seen at noon by a watch that stands since long ago; `between` comes between any two steps. */
function tell(events: readonly EngineEvent[], between = (monitor: Monitor): Monitor => monitor) {
  let monitor = startMonitor(aCheckedContainer('healthy'), 0);
  let wakeAt: number | null = null;
  const transitions: Transition[] = [];
  const observations: Observation[] = [
    { kind: 'inspected', at: NOON, container: monitor.container, cause: 'baseline' },
    ...events.map((event): Observation => ({ kind: 'event', event })),
  ];
  for (const observation of observations) {
    const next = step(between(monitor), observation);
    ({ monitor, wakeAt } = next);
    if (next.transition) transitions.push(next.transition);
  }
  return { monitor, transitions, wakeAt };
}

test('each transition begins where the last one ended, and goes somewhere else, later', () => {
  fc.assert(
    fc.property(anything, (events) => {
      const { transitions, monitor } = tell(events);
      for (const [n, { from, to, at }] of transitions.entries()) {
        expect(from).toBe(transitions[n - 1]?.to ?? null);
        expect(to).not.toBe(from);
        expect(at).toBeGreaterThanOrEqual(transitions[n - 1]?.at ?? 0);
      }
      expect(monitor.condition).toBe(transitions.at(-1)?.to);
    }),
  );
});

test('the state is plain JSON: saved and loaded between any two steps, it tells the same', () => {
  fc.assert(
    fc.property(anything, (events) => {
      const reloaded = tell(events, (monitor) => JSON.parse(JSON.stringify(monitor)));
      expect(reloaded).toEqual(tell(events));
    }),
  );
});

test('whoever wakes it as it asks tells no more than what time changed', () => {
  fc.assert(
    fc.property(anything, (events) => {
      const { monitor, wakeAt } = tell(events);
      fc.pre(wakeAt !== null);
      const woken = step(monitor, { kind: 'time', at: wakeAt ?? 0 });
      expect(['time', undefined]).toContain(woken.transition?.cause);
      expect(woken.wakeAt === null || woken.wakeAt > (wakeAt ?? 0)).toBe(true);
    }),
  );
});
