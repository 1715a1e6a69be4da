import { setTimeout as delay } from 'node:timers/promises';
import { expect, it } from 'vitest';
import { describeClock } from '../testing/index.ts';
import { systemClock } from './clock.ts';

describeClock('system', () => ({
  clock: systemClock,
  async pass(ms) {
    for (const until = performance.now() + ms; performance.now() < until; ) await delay(1);
  },
}));

it('systemClock asks no timer for more than it can hold', async () => {
  const warnings: Error[] = [];
  const onWarning = (warning: Error): void => void warnings.push(warning);
  process.on('warning', onWarning);
  const stop = new AbortController();
  const sleep = systemClock.sleepUntil(systemClock.monotonic() + 2 ** 40, stop.signal);
  await delay(1);
  stop.abort('awake');
  await expect(sleep).rejects.toBe('awake');
  process.off('warning', onWarning);
  expect(warnings).toEqual([]);
});
