import type { Log, LogFields } from '@hale/core';
import { createSimulatedClock, NOON } from '@hale/core/testing';
import { expect, it } from 'vitest';
import { REFUSAL_LOG_MS, RefusalCounts } from './refusal-counts.ts';

it('counts each, and has the log told once in a while of each kind', async () => {
  const clock = createSimulatedClock(NOON);
  const said: unknown[] = [];
  const note = (message: string, fields?: LogFields): void => void said.push([message, fields]);
  const log: Log = { debug: note, info: note, warn: note, error: note };
  const counts = new RefusalCounts({ clock, log });

  for (let n = 0; n < 500; n += 1) counts.add('unknown-token', '/containers');
  counts.add('no-token', null);
  await clock.advance(REFUSAL_LOG_MS - 1);
  counts.add('unknown-token', '/events');
  expect(said).toEqual([
    ['refused a request', { reason: 'unknown-token', route: '/containers', times: 1 }],
    ['refused a request', { reason: 'no-token', route: null, times: 1 }],
  ]);

  await clock.advance(1);
  counts.add('unknown-token', '/metrics');
  expect(said.slice(2)).toEqual([
    ['refused a request', { reason: 'unknown-token', route: '/metrics', times: 501 }],
  ]);
  expect([...counts.totals]).toEqual([
    ['unknown-token', 502],
    ['no-token', 1],
  ]);
});
