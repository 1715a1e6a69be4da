import { expect, test } from 'vitest';
import type { SimulatedEvent } from './event.ts';
import { EVENTS_KEPT, EventLog } from './event-log.ts';

function event(at: bigint): SimulatedEvent {
  return { action: 'start', id: 'a', attributes: {}, at };
}

test('it keeps the last 256, whoever listens', () => {
  const log = new EventLog();
  for (let at = 0n; at < EVENTS_KEPT; at += 1n) log.publish(event(at));
  expect(log.between(null, null)).toHaveLength(256);
  log.publish(event(256n));
  const kept = log.between(null, null).map(({ at }) => at);
  expect([kept.length, kept.at(0), kept.at(-1)]).toEqual([256, 1n, 256n]);
});

test('both ends of a span belong to it', () => {
  const log = new EventLog();
  for (const at of [1n, 2n, 3n, 4n]) log.publish(event(at));
  expect(log.between(2n, 3n).map(({ at }) => at)).toEqual([2n, 3n]);
  expect(log.between(3n, null).map(({ at }) => at)).toEqual([3n, 4n]);
  expect(log.between(null, 1n).map(({ at }) => at)).toEqual([1n]);
});

test('who has left hears nothing more', () => {
  const log = new EventLog();
  const heard: bigint[] = [];
  const leave = log.subscribe(({ at }) => heard.push(at));
  log.publish(event(1n));
  expect(log.subscribers).toBe(1);
  leave();
  log.publish(event(2n));
  expect([heard, log.subscribers]).toEqual([[1n], 0]);
});
