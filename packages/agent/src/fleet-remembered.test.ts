import { aCheckedContainer, aContainer, NOON } from '@hale/core/testing';
import { expect, test } from 'vitest';
import { EVENT_LAG_MS, Fleet } from './fleet.ts';
import type { FleetInput, RememberedFleet } from './fleet-input.ts';
import { connected, event, exited, ID, inspected, listed, lost, teller, time } from './testing/fleet.ts';

/** A fleet that has been through `inputs`, as the process that comes after it remembers it: by way of JSON. */
function remembered(...inputs: FleetInput[]) {
  const before = new Fleet();
  for (const input of inputs) before.step(input);
  const written = JSON.stringify({ engineLost: before.sight === 'lost', monitors: before.monitors() });
  const fleet = new Fleet(null, JSON.parse(written) as RememberedFleet);
  return { fleet, tell: teller(fleet) };
}

const web = aContainer();
const seen = [connected(), listed(web), inspected(web)];

test('what is as it was is inspected once, and no change', () => {
  const { tell, fleet } = remembered(...seen);
  expect(tell(connected(60_000), listed(web)).asked).toEqual(['list', 'inspect c0ffee']);
  expect(tell(inspected(web, 60_100)).told).toEqual([]);
  expect(fleet.sight).toBe('in-sight');
});

test('what differs has changed meanwhile', () => {
  const { tell } = remembered(...seen);
  const died = exited(3, 30_000);
  tell(connected(60_000), listed(died), inspected(died, 60_100));
  const { told } = tell(time(60_100 + EVENT_LAG_MS), inspected(died, 60_200 + EVENT_LAG_MS));
  expect(told).toEqual(['running → crashed by reconcile']);
});

test('what is not listed any more is removed', () => {
  const { tell } = remembered(...seen);
  tell(connected(60_000), listed(), inspected(null, 60_100, ID));
  const { told } = tell(time(60_100 + EVENT_LAG_MS), inspected(null, 60_200 + EVENT_LAG_MS, ID));
  expect(told).toEqual(['running → removed by reconcile']);
});

test('a stop that was asked for before is still one after', () => {
  const { tell } = remembered(...seen, event('kill', 1_000, { signal: '15' }), inspected(web, 1_100));
  const died = exited(143, 3_000);
  tell(connected(4_000), listed(died), inspected(died, 4_100));
  const { told } = tell(time(5_200), inspected(died, 5_300));
  expect(told).toEqual(['stopping → stopped by reconcile']);
});

test('an exit while nobody watched is not one that nobody asked for', () => {
  const { tell } = remembered(...seen);
  const died = exited(137, 30_000);
  tell(connected(60_000), listed(died), inspected(died, 60_100));
  expect(tell(time(61_200), inspected(died, 61_300)).told).toEqual(['running → stopped by reconcile']);
});

test('the verdict before a pause comes back after it', () => {
  const healthy = aCheckedContainer('healthy');
  const paused = aCheckedContainer('unhealthy', 0, { state: { status: 'paused' } });
  const { tell } = remembered(
    connected(),
    listed(healthy),
    inspected(healthy),
    event('pause', 1_000),
    inspected(paused, 1_100),
  );
  tell(connected(60_000), listed(paused), inspected(paused, 60_100));
  const unpaused = aCheckedContainer('unhealthy', 0);
  expect(tell(event('unpause', 61_000), inspected(unpaused, 61_100)).told).toEqual([
    'paused → healthy by unpause',
  ]);
});

test('an engine that was lost is not lost again, and found once', () => {
  const { tell, fleet } = remembered(...seen, lost(10_000));
  expect(fleet.sight).toBe('lost');
  expect(tell(lost(60_000)).told).toEqual([]);
  expect(tell(connected(70_000), listed(web), inspected(web, 70_100)).told).toEqual([
    'unknown → running by engine-found',
    'unknown → running by reconcile',
  ]);
});

test('an engine that was never in sight gives a baseline when it is', () => {
  const { tell } = remembered(lost(0));
  expect(tell(connected(10_000), listed(web), inspected(web, 10_100)).told).toEqual([
    'unknown → running by engine-found',
    'null → running by baseline',
  ]);
});

test('says after each step when it was, which containers it has touched, and which are no more', () => {
  const fleet = new Fleet();
  fleet.step(connected());
  expect(fleet.step(listed(web))).toMatchObject({ monitors: [], forgotten: [], engineLost: false });
  const { monitors, at } = fleet.step(inspected(web, 500));
  expect([monitors.map(({ container }) => container.id), at]).toEqual([[ID], NOON + 500]);
  fleet.step(event('destroy', 1_000));
  expect(fleet.step(inspected(null, 1_100, ID))).toMatchObject({ monitors: [], forgotten: [ID] });
  expect(fleet.step(lost(2_000)).engineLost).toBe(true);
});
