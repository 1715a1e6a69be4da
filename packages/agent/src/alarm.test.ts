import { createSimulatedClock } from '@hale/core/testing';
import { expect, test } from 'vitest';
import { Alarm } from './alarm.ts';

function anAlarm() {
  const clock = createSimulatedClock();
  const rings: number[] = [];
  return { clock, rings, alarm: new Alarm(clock, () => rings.push(clock.monotonic())) };
}

test('rings once, at its time', async () => {
  const { clock, rings, alarm } = anAlarm();
  alarm.set(500);
  await clock.advance(499);
  expect(rings).toEqual([]);
  await clock.advance(1_000);
  expect(rings).toEqual([500]);
});

test('has one time only: the last one set', async () => {
  const { clock, rings, alarm } = anAlarm();
  alarm.set(500);
  alarm.set(200);
  alarm.set(300);
  await clock.advance(1_000);
  expect(rings).toEqual([300]);
});

test('can be set again for the time it has just rung', async () => {
  const { clock, rings, alarm } = anAlarm();
  alarm.set(500);
  await clock.advance(500);
  alarm.set(500);
  await clock.advance(0);
  expect(rings).toEqual([500, 500]);
});

test('setting the same time again does not start it anew, and null leaves nothing behind', async () => {
  const { clock, rings, alarm } = anAlarm();
  alarm.set(500);
  alarm.set(500);
  expect(clock.sleepers).toBe(1);
  alarm.set(null);
  expect(clock.sleepers).toBe(0);
  await clock.advance(1_000);
  expect(rings).toEqual([]);
});
