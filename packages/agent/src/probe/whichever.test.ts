import { createSimulatedClock } from '@hale/core/testing';
import { expect, it } from 'vitest';
import { whichever } from './whichever.ts';

const NEVER = new Promise<never>(() => undefined);

it.each(['over', 'over, badly', 'late', 'cancelled'])(
  'tells that it is %s, and leaves nothing behind',
  async (which) => {
    const clock = createSimulatedClock();
    const cancel = new AbortController();
    let listeners = 0;
    const { signal } = cancel;
    const counted: Parameters<typeof whichever>[1]['cancel'] = {
      get aborted() {
        return signal.aborted;
      },
      reason: undefined,
      addEventListener(type, listener) {
        listeners += 1;
        signal.addEventListener(type, listener);
      },
      removeEventListener(type, listener) {
        listeners -= 1;
        signal.removeEventListener(type, listener);
      },
    };
    const over = Promise.withResolvers<void>();
    const turn = whichever(clock, { over: over.promise, at: 10, cancel: counted });
    await clock.advance(9);
    expect([clock.sleepers, listeners]).toEqual([1, 1]);
    if (which === 'over') over.resolve();
    if (which === 'over, badly') over.reject(new Error('badly'));
    if (which === 'cancelled') cancel.abort();
    await clock.advance(1);
    expect(await turn).toBe(which.replace(', badly', ''));
    expect([clock.sleepers, listeners]).toEqual([0, 0]);
  },
);

it('is cancelled at once by what was cancelled before', async () => {
  const clock = createSimulatedClock();
  expect(await whichever(clock, { over: NEVER, at: 10, cancel: AbortSignal.abort() })).toBe('cancelled');
  expect(clock.sleepers).toBe(0);
});
