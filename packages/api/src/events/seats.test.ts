import { expect, it } from 'vitest';
import { EventSeats, MAX_LISTENERS, type Seat, STALLED_MS } from './seats.ts';

function aFullHouse() {
  let now = 0;
  const seats = new EventSeats(() => now);
  const ended: number[] = [];
  const taken = Array.from({ length: MAX_LISTENERS }, (_, n) => seats.take(() => ended.push(n)));
  return {
    seats,
    ended,
    taken: taken.flatMap((seat): Seat[] => (seat === null ? [] : [seat])),
    pass: (ms: number) => void (now += ms),
  };
}

it('has so many seats and no more, until one is left', () => {
  const { seats, taken } = aFullHouse();
  expect(taken).toHaveLength(MAX_LISTENERS);
  expect(seats.take(() => undefined)).toBeNull();
  taken[7]?.leave();
  taken[7]?.leave();
  expect(seats.take(() => undefined)).not.toBeNull();
  expect(seats.take(() => undefined)).toBeNull();
});

it('takes the seat of who has taken nothing for the longest, and not before its time', () => {
  const { seats, taken, ended, pass } = aFullHouse();
  for (const seat of taken) seat.asks();
  taken[3]?.served();
  pass(10);
  taken[5]?.served();
  pass(STALLED_MS - 11);
  expect([seats.take(() => undefined), ended]).toEqual([null, []]);
  pass(1);
  expect(seats.take(() => undefined)).not.toBeNull();
  expect(ended).toEqual([3]);
  expect(seats.take(() => undefined)).toBeNull();
});

it('keeps whoever waits for news, for ever', () => {
  const { seats, taken, pass } = aFullHouse();
  for (const seat of taken) seat.asks();
  pass(100 * STALLED_MS);
  expect(seats.take(() => undefined)).toBeNull();
});

it('forgets one that has lost its seat, whatever it says then', () => {
  const { seats, taken, pass } = aFullHouse();
  for (const seat of taken.slice(1)) seat.asks();
  pass(STALLED_MS);
  const next = seats.take(() => undefined);
  taken[0]?.served();
  expect(seats.take(() => undefined)).toBeNull();
  next?.leave();
  expect(seats.take(() => undefined)).not.toBeNull();
});
