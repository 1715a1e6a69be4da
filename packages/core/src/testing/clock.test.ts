import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createSimulatedClock } from './clock.ts';
import { describeClock } from './clock-conformance.ts';

describeClock('simulated', () => {
  const clock = createSimulatedClock();
  return { clock, pass: clock.advance };
});

describe('createSimulatedClock', () => {
  it('stands still until it is advanced, then lands exactly', async () => {
    const clock = createSimulatedClock(1_000);
    expect([clock.now(), clock.monotonic()]).toEqual([1_000, 0]);
    await clock.advance(250);
    expect([clock.now(), clock.monotonic()]).toEqual([1_250, 250]);
  });

  it('jumps the wall clock alone, both ways, and wakes nobody', async () => {
    const clock = createSimulatedClock(10_000);
    void clock.sleepUntil(100);
    clock.jump(-5_000);
    expect([clock.now(), clock.monotonic(), clock.sleepers]).toEqual([5_000, 0, 1]);
    clock.jump(3_600_000);
    await clock.advance(99);
    expect([clock.now(), clock.monotonic(), clock.sleepers]).toEqual([3_605_099, 99, 1]);
    await clock.advance(1);
    expect(clock.sleepers).toBe(0);
  });

  it('shows each sleeper its own time, and lets its work settle before the next', async () => {
    const clock = createSimulatedClock();
    const seen: string[] = [];
    const work = async (name: string, at: number): Promise<void> => {
      await clock.sleepUntil(at);
      for (let step = 0; step < 50; step++) await Promise.resolve();
      seen.push(`${name}@${clock.monotonic()}`);
    };
    void work('b', 20);
    void work('a', 10);
    void work('c', 20);
    await clock.advance(1_000);
    expect(seen).toEqual(['a@10', 'b@20', 'c@20']);
  });

  it('wakes a loop as often as its interval fits', async () => {
    const clock = createSimulatedClock();
    let ticks = 0;
    void (async () => {
      for (let at = 30; ; at += 30) {
        await clock.sleepUntil(at);
        ticks += 1;
      }
    })();
    await clock.advance(299);
    expect(ticks).toBe(9);
    await clock.advance(1);
    expect(ticks).toBe(10);
  });

  it('forgets a sleeper that was aborted', async () => {
    const clock = createSimulatedClock();
    const stop = new AbortController();
    const sleep = clock.sleepUntil(5, stop.signal);
    expect(clock.sleepers).toBe(1);
    stop.abort();
    await expect(sleep).rejects.toBe(stop.signal.reason);
    expect(clock.sleepers).toBe(0);
  });

  it('refuses to go back, to never end, or to advance twice at once', async () => {
    const clock = createSimulatedClock();
    await expect(clock.advance(-1)).rejects.toThrow(RangeError);
    await expect(clock.advance(Number.NaN)).rejects.toThrow(RangeError);
    await expect(clock.advance(Number.POSITIVE_INFINITY)).rejects.toThrow(RangeError);
    const first = clock.advance(1);
    await expect(clock.advance(1)).rejects.toThrow('has not been awaited');
    await first;
  });

  it('wakes everyone due, in order, however the time is cut into steps', async () => {
    const at = fc.integer({ min: 1, max: 100 });
    await fc.assert(
      fc.asyncProperty(
        fc.array(at, { maxLength: 12 }),
        fc.array(at, { maxLength: 6 }),
        async (sleeps, steps) => {
          const clock = createSimulatedClock();
          const woken: number[] = [];
          for (const due of sleeps) void clock.sleepUntil(due).then(() => woken.push(clock.monotonic()));
          for (const step of steps) await clock.advance(step);
          const due = sleeps.filter((time) => time <= clock.monotonic()).toSorted((a, b) => a - b);
          expect(woken).toEqual(due);
          expect(clock.sleepers).toBe(sleeps.length - due.length);
        },
      ),
    );
  });
});
