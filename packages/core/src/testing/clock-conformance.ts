import { describe, expect, it } from 'vitest';
import type { Clock } from '../clock.ts';

/** What a suite needs to drive a clock: `pass` lets at least `ms` go by on it. */
export interface ClockUnderTest {
  readonly clock: Clock;
  pass(ms: number): Promise<void>;
}

/** The behaviour that every `Clock` owes. */
export function describeClock(name: string, make: () => ClockUnderTest): void {
  describe(`clock: ${name}`, () => {
    it('moves both faces forward', async () => {
      const { clock, pass } = make();
      const [wall, mono] = [clock.now(), clock.monotonic()];
      await pass(5);
      expect(clock.monotonic() - mono).toBeGreaterThanOrEqual(5);
      expect(clock.now()).toBeGreaterThan(wall);
    });

    it('never wakes a sleeper early', async () => {
      const { clock, pass } = make();
      for (const ms of [1, 2.5, 7]) {
        const at = clock.monotonic() + ms;
        const woken = clock.sleepUntil(at).then(() => clock.monotonic());
        await pass(ms);
        expect(await woken).toBeGreaterThanOrEqual(at);
      }
    });

    it('wakes sleepers in the order of their time', async () => {
      const { clock, pass } = make();
      const start = clock.monotonic();
      const order: number[] = [];
      const all = [9, 1, 5].map(async (ms) => {
        await clock.sleepUntil(start + ms);
        order.push(ms);
      });
      await pass(9);
      await Promise.all(all);
      expect(order).toEqual([1, 5, 9]);
    });

    it('does not sleep for a time that has come', async () => {
      const { clock } = make();
      for (const at of [clock.monotonic(), clock.monotonic() - 1000, Number.NEGATIVE_INFINITY]) {
        await expect(clock.sleepUntil(at)).resolves.toBeUndefined();
      }
    });

    it('rejects with the reason of a signal that fired before', async () => {
      const { clock } = make();
      const reason = { why: 'before' };
      await expect(clock.sleepUntil(clock.monotonic() - 1, AbortSignal.abort(reason))).rejects.toBe(reason);
    });

    it('rejects with the reason of a signal that fires during the sleep, however long', async () => {
      const { clock } = make();
      const reason = { why: 'during' };
      for (const at of [clock.monotonic() + 60_000, clock.monotonic() + 2 ** 40, Number.POSITIVE_INFINITY]) {
        const stop = new AbortController();
        const sleep = clock.sleepUntil(at, stop.signal);
        stop.abort(reason);
        await expect(sleep).rejects.toBe(reason);
      }
    });

    it('takes no notice of a signal that fires after the sleep', async () => {
      const { clock, pass } = make();
      const stop = new AbortController();
      const sleep = clock.sleepUntil(clock.monotonic() + 1, stop.signal);
      await pass(1);
      await sleep;
      stop.abort(new Error('late'));
      await expect(sleep).resolves.toBeUndefined();
    });
  });
}
