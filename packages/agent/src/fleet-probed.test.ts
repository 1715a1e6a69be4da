import { aCheckedContainer, aHealth, at, NOON } from '@hale/core/testing';
import { expect, test } from 'vitest';
import type { FleetInput } from './fleet-input.ts';
import { connected, event, fleetAfter, ID, inspected, listed, lost, withWeb } from './testing/fleet.ts';

const probed = (status: 'healthy' | 'unhealthy', failingStreak: number, offsetMs: number): FleetInput => ({
  kind: 'probed',
  id: ID,
  at: NOON + offsetMs,
  health: aHealth(status, failingStreak),
});

test('is told when it changes the condition, with what the probe said', () => {
  const { tell, fleet } = withWeb(aCheckedContainer('starting'));
  expect(tell(probed('healthy', 0, 1), probed('healthy', 1, 2)).told).toEqual([
    'starting → healthy by probe',
  ]);
  const { transitions } = fleet.step(probed('unhealthy', 3, 3));
  expect(transitions).toMatchObject([
    { at: NOON + 3, cause: 'probe', container: { failingStreak: 3, output: 'refused\n' } },
  ]);
  expect(fleet.views()[0]).toMatchObject({
    condition: 'unhealthy',
    since: { at: NOON + 3, exact: true },
    container: { health: { failingStreak: 3 } },
  });
});

test('asks nothing of the engine', () => {
  expect(withWeb(aCheckedContainer('starting')).tell(probed('healthy', 0, 1)).asked).toEqual([]);
});

test('comes after the events that wait for an inspect, and is not undone by them', () => {
  const { tell, fleet } = fleetAfter(connected(), listed());
  const web = aCheckedContainer('starting', 0, { state: { startedAt: at(2) } });
  const passed = { ...web, health: aHealth('healthy') };
  const story = [
    event('create', 1),
    event('start', 3),
    inspected(web, 4),
    probed('healthy', 0, 5),
    inspected(passed, 6),
  ];
  expect(tell(...story).told).toEqual([
    'null → created by create',
    'created → starting by start',
    'starting → healthy by probe',
  ]);
  expect(fleet.wakeAt).toBeNull();
});

test('of a container out of sight, or unknown, tells nothing', () => {
  const { tell } = withWeb(aCheckedContainer('starting'));
  tell(lost(1));
  expect(tell(probed('unhealthy', 3, 2)).told).toEqual([]);
  expect(fleetAfter(connected()).tell(probed('unhealthy', 3, 2)).told).toEqual([]);
});
