import fc from 'fast-check';
import { expect, test } from 'vitest';
import { createSimulatedClock } from '../testing/index.ts';
import { Agenda, MAX_LAG_MS } from './agenda.ts';

test('appointments come in the order of their time, and of their making within one instant', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(fc.integer({ min: 0, max: 20 })), async (delays) => {
      const clock = createSimulatedClock();
      const agenda = new Agenda(clock);
      const ran: { ms: number; index: number }[] = [];
      for (const [index, ms] of delays.entries()) agenda.after(ms, () => ran.push({ ms, index }));
      await clock.advance(20);
      agenda.settle();
      const expected = delays
        .map((ms, index) => ({ ms, index }))
        .toSorted((a, b) => a.ms - b.ms || a.index - b.index);
      expect(ran).toEqual(expected);
    }),
  );
});

test('what runs late sees the time it was made for', async () => {
  const clock = createSimulatedClock(1_000_000);
  const agenda = new Agenda(clock);
  const seen: number[] = [];
  agenda.after(10, () => {
    seen.push(agenda.now(), agenda.wall());
    agenda.after(5, () => seen.push(agenda.now(), agenda.wall()));
  });
  await clock.advance(500);
  agenda.settle();
  expect(seen).toEqual([10, 1_000_010, 15, 1_000_015]);
  expect(agenda.now()).toBe(500);
});

test('of a long sleep only the last minute is lived through', async () => {
  const clock = createSimulatedClock();
  const agenda = new Agenda(clock);
  const seen: number[] = [];
  const tick = (): void => {
    seen.push(agenda.now());
    agenda.after(MAX_LAG_MS / 2, tick);
  };
  agenda.after(0, tick);
  const slept = MAX_LAG_MS * 100;
  await clock.advance(slept);
  agenda.settle();
  expect(seen).toEqual([slept - MAX_LAG_MS, slept - MAX_LAG_MS / 2, slept]);
});

test('a cancelled appointment does not happen, and its neighbours of the same instant do', async () => {
  const clock = createSimulatedClock();
  const agenda = new Agenda(clock);
  const ran: string[] = [];
  agenda.after(5, () => ran.push('before'));
  const cancelled = agenda.after(5, () => ran.push('cancelled'));
  agenda.after(5, () => ran.push('after'));
  agenda.cancel(cancelled);
  agenda.cancel(cancelled);
  agenda.cancel(undefined);
  await clock.advance(5);
  agenda.settle();
  expect(ran).toEqual(['before', 'after']);
});

test('run wakes up for what is made while it sleeps, and ends when aborted', async () => {
  const clock = createSimulatedClock();
  const agenda = new Agenda(clock);
  const stop = new AbortController();
  const running = agenda.run(stop.signal);
  await clock.advance(0);
  const ran: number[] = [];
  agenda.after(50, () => ran.push(agenda.now()));
  agenda.after(10, () => ran.push(agenda.now()));
  agenda.after(Number.POSITIVE_INFINITY, () => ran.push(Number.NaN));
  await clock.advance(100);
  expect(ran).toEqual([10, 50]);
  stop.abort();
  await running;
  expect(clock.sleepers).toBe(0);
});

test('an abort from within an appointment ends the run', async () => {
  const clock = createSimulatedClock();
  const agenda = new Agenda(clock);
  const stop = new AbortController();
  agenda.after(0, () => stop.abort());
  await agenda.run(stop.signal);
  expect(clock.sleepers).toBe(0);
});

test('a fault of the clock ends the run', async () => {
  const clock = { ...createSimulatedClock(), sleepUntil: () => Promise.reject(new Error('no clock')) };
  await expect(new Agenda(clock).run(new AbortController().signal)).rejects.toThrow('no clock');
});

test('the wall clock is followed when it is set, and not for a rounding', () => {
  let offset = 1000;
  const clock = { ...createSimulatedClock(), now: () => offset };
  const agenda = new Agenda(clock);
  expect(agenda.wall()).toBe(1000);
  offset = 1001;
  expect(agenda.wall()).toBe(1000);
  offset = 500;
  expect(agenda.wall()).toBe(500);
});
