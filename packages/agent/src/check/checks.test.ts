import { HaleError } from '@hale/core';
import { aContainer, anEvent, at, NOON } from '@hale/core/testing';
import { describe, expect, test } from 'vitest';
import { Checks } from './checks.ts';
import { handProbes, running } from './testing/probes.ts';

const LABELS = { 'hale.check.tcp': '80', 'hale.interval': '1s' };
const web = (status: 'created' | 'running' | 'paused' | 'exited') =>
  aContainer({ labels: LABELS, state: { status, startedAt: status === 'created' ? NEVER : at(0) } });
const NEVER = '0001-01-01T00:00:00Z';

function theChecks() {
  const { clock, runs, run } = handProbes();
  const checks = new Checks(
    { run },
    { clock, random: () => 0, now: clock.now, tell: () => undefined, turn: (work) => work() },
  );
  checks.connected({
    http: () => Promise.reject(new HaleError('unreachable', 'not here')),
    kind: 'docker',
    apiVersion: '1.45',
    engineApiVersion: '1.45',
    date: null,
  });
  return { clock, runs, checks };
}

describe('the container as hale has it', () => {
  test.each([
    ['created', null],
    ['exited', null],
    ['running', 'starting'],
    ['paused', 'starting'],
  ] as const)('first seen %s: health %s', (status, health) => {
    const { checks } = theChecks();
    expect(checks.inspected(web(status), NOON).health?.status ?? null).toBe(health);
  });

  test('is the engine’s own where nothing is checked', () => {
    const container = running('web');
    expect(theChecks().checks.inspected(container, NOON)).toBe(container);
  });
});

describe('an event', () => {
  test.each(['die', 'pause'] as const)('%s: ends the probe under way at once', async (action) => {
    const { checks, clock, runs } = theChecks();
    checks.inspected(web('running'), NOON);
    await clock.advance(1_000);
    expect(runs[0]?.signal.aborted).toBe(false);
    expect(checks.event(anEvent(action, 1_000))).toBe(true);
    expect(runs[0]?.signal.aborted).toBe(true);
  });

  test('with a verdict is the engine’s to send only where the check is its own', () => {
    const { checks } = theChecks();
    const verdict = anEvent('health_status', 1, { health: 'unhealthy' });
    expect(checks.event(verdict)).toBe(true);
    checks.inspected(web('running'), NOON);
    expect(checks.event(verdict)).toBe(false);
    checks.gone(web('running').id);
    expect(checks.event(verdict)).toBe(true);
  });
});

test('the engine out of sight: nothing is to be inspected', () => {
  const { checks } = theChecks();
  const healthcheck = {
    test: ['CMD', 'true'],
    intervalMs: 1_000,
    timeoutMs: 1_000,
    startPeriodMs: 0,
    startIntervalMs: 0,
    retries: 0,
  };
  checks.inspected(aContainer({ healthcheck, state: { startedAt: at(0) } }), NOON);
  expect(checks.wakeAt).toBe(12_000);
  checks.lost();
  expect(checks.wakeAt).toBeNull();
});
