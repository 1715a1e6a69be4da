import { expect, test } from 'vitest';
import type { SimulatedEvent } from './event.ts';
import { includesEvent } from './event-filter.ts';

function event(action: string): SimulatedEvent {
  const attributes = { name: 'shop-web-1', image: 'registry:5000/nginx:1.29', tier: 'front' };
  return { action, id: 'abcdef', attributes, at: 0n };
}

test.each([
  [['start'], 'start', true],
  [['star'], 'start', false],
  [['start', 'die'], 'die', true],
  [['exec_d'], 'exec_die', false],
  [['health_status: healthy'], 'health_status: healthy', true],
  [['health_status: healthy'], 'health_status: unhealthy', false],
  [['health_status'], 'health_status: unhealthy', true],
  [['exec_create'], 'exec_create: true ', true],
  [['exec_start'], 'exec_start: true ', true],
  [['health_status', 'exec_d'], 'exec_die', true],
  [['health_status', 'die'], 'die', true],
  [['health_status'], 'die', false],
])('event=%j and %s: %s', (wanted, action, included) => {
  expect(includesEvent({ event: wanted }, event(action))).toBe(included);
});

test.each([
  [{}, true],
  [{ type: ['container'] }, true],
  [{ type: ['network'] }, false],
  [{ type: ['network', 'container'] }, true],
  [{ container: ['abc'] }, true],
  [{ container: ['shop-web'] }, true],
  [{ container: ['web'] }, false],
  [{ image: ['registry:5000/nginx:1.29'] }, true],
  [{ image: ['registry:5000/nginx'] }, true],
  [{ image: ['nginx'] }, false],
  [{ label: ['tier'] }, true],
  [{ label: ['tier=front'] }, true],
  [{ label: ['tier=back'] }, false],
  [{ label: ['tier=front', 'other'] }, false],
  [{ scope: ['swarm'] }, false],
  [{ nonsense: ['ignored'] }, true],
  [{ container: ['abc'], event: ['die'] }, false],
])('%j: %s', (filters, included) => {
  expect(includesEvent(filters, event('start'))).toBe(included);
});
