import { createSimulatedClock } from '@hale/core/testing';
import { expect, it } from 'vitest';
import { DispatchRest } from './dispatch-rest.ts';

function aRest() {
  const clock = createSimulatedClock();
  const rest = new DispatchRest(clock);
  const woke: number[] = [];
  const until = (ms: number): void => {
    void rest.until(clock.now() + ms).then(() => woke.push(clock.monotonic()));
  };
  return { clock, rest, woke, until };
}

it('lasts until its time', async () => {
  const { clock, woke, until } = aRest();
  until(1_000);
  await clock.advance(5_000);
  expect(woke).toEqual([1_000]);
});

it('ends when woken', async () => {
  const { clock, rest, woke, until } = aRest();
  until(1_000);
  await clock.advance(300);
  rest.wake();
  await clock.advance(5_000);
  expect(woke).toEqual([300]);
  expect(clock.sleepers).toBe(0);
});

it('does not begin for one who was woken just before, and then does', async () => {
  const { clock, rest, woke, until } = aRest();
  rest.wake();
  until(1_000);
  await clock.advance(0);
  until(1_000);
  await clock.advance(5_000);
  expect(woke).toEqual([0, 1_000]);
});

it('is none where its time is over', async () => {
  const { clock, woke, until } = aRest();
  until(-5);
  await clock.advance(0);
  expect(woke).toEqual([0]);
});
