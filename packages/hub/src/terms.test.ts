import fc from 'fast-check';
import { expect, it } from 'vitest';
import { leaseMsOf, MAX_SYNC_MS, MIN_SYNC_MS, termsFor } from './terms.ts';

it.each([
  [0, 15_000],
  [750, 15_000],
  [751, 15_020],
  [3_000, 60_000],
  [6_000, 120_000],
  [100_000, 120_000],
])('%i agents: every %i ms', (agents, syncMs) => {
  expect(termsFor(agents)).toEqual({ syncMs, leaseMs: 3 * syncMs + 10_000 });
});

it.each([
  [2_000, 0, 2_000],
  [2_000, 1_000, 20_000],
  [300_000, 1_000, 300_000],
])('at least every %i ms, with %i agents: every %i ms', (least, agents, syncMs) => {
  expect(termsFor(agents, least).syncMs).toBe(syncMs);
});

it('never asks more agents to report more often, and always waits for three syncs', () => {
  fc.assert(
    fc.property(fc.nat(1_000_000), fc.nat(1_000), (agents, more) => {
      const { syncMs, leaseMs } = termsFor(agents);
      expect(Number.isInteger(syncMs)).toBe(true);
      expect(syncMs).toBeGreaterThanOrEqual(MIN_SYNC_MS);
      expect(syncMs).toBeLessThanOrEqual(MAX_SYNC_MS);
      expect(termsFor(agents + more).syncMs).toBeGreaterThanOrEqual(syncMs);
      expect(leaseMs).toBe(leaseMsOf(syncMs));
      expect(leaseMs).toBeGreaterThan(3 * syncMs);
    }),
  );
});
