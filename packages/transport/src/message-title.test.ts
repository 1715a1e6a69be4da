import { agentSubject, CONDITIONS, FLEET_SUBJECT } from '@hale/core';
import { NOON } from '@hale/core/testing';
import { describe, expect, it } from 'vitest';
import { countedAs, endedFailure, says, subjectName } from './message-title.ts';
import { AGENT, aFailure, aNotification, aTold } from './testing/notifications.ts';

const HOUR_MS = 3_600_000;
const AGO = { at: NOON - 4 * HOUR_MS };
const AGAIN = { reminder: true };
const BEGAN = { flapping: 'began' } as const;
const ENDED = { flapping: 'ended', ends: aFailure() } as const;
const MISSED = { ends: aFailure({ told: false }) };
const LOST = { ends: aFailure({ condition: 'unknown' }) } as const;
const LOST_UNTOLD = { ends: aFailure({ condition: 'unknown', told: false }) } as const;
const agent = { subject: agentSubject(AGENT) };
const fleet = { subject: FLEET_SUBJECT };

describe('the name of a subject', () => {
  it.each([
    ['container/shop/web/1', {}, 'shop/web'],
    ['container/shop/web/2', {}, 'shop/web/2'],
    ['container/postgres', { project: null, service: null, name: 'postgres' }, 'postgres'],
    ['engine', {}, 'The engine on web-3'],
    ['destination/ops', {}, 'Messages to ops'],
    [agentSubject(AGENT, 'container/shop/web/2'), {}, 'shop/web/2'],
    [agentSubject(AGENT, 'container/db'), { project: null, service: null, name: 'db' }, 'db'],
    [agentSubject(AGENT, 'engine'), {}, 'The engine on web-3'],
    [agentSubject(AGENT, 'destination/ops'), {}, 'Messages to ops'],
    [agentSubject(AGENT), {}, 'The agent on web-3'],
    [FLEET_SUBJECT, {}, 'Many agents'],
    ['container/x\u202ey', { project: null, service: null, name: 'x\u202ey\nz' }, 'x\ufffdy z'],
  ])('%s', (subject, container, name) => {
    const { entry } = aNotification('unhealthy', { subject, container: aTold(container) });
    expect(subjectName(entry, 'web-3')).toBe(name);
  });

  it('is there although nothing is known of the container, and has an end', () => {
    const { entry } = aNotification('removed', { subject: `container/${'x'.repeat(90)}` });
    const { container: _, ...bare } = entry;
    expect(subjectName(bare, 'web-3')).toBe(`${'x'.repeat(79)}…`);
    expect(subjectName({ ...bare, subject: agentSubject(AGENT, bare.subject) }, 'web-3')).toBe(
      `${'x'.repeat(79)}…`,
    );
  });
});

describe('what has become of it', () => {
  it.each([
    [aNotification('unhealthy'), 'is unhealthy'],
    [aNotification('oom-killed'), 'was killed: out of memory'],
    [aNotification('crashed'), 'crashed'],
    [aNotification('looping'), 'is in a restart loop'],
    [aNotification('healthy'), 'is healthy'],
    [aNotification('unhealthy', AGO, AGAIN), 'is still unhealthy after 4 h'],
    [aNotification('crashed', AGO, AGAIN), 'is still down after 4 h'],
    [aNotification('looping', AGO, AGAIN), 'is still in a restart loop after 4 h'],
    [aNotification('healthy', {}, { ends: aFailure() }), 'is healthy again after 12 min'],
    [
      aNotification('running', {}, { ends: aFailure({ condition: 'crashed' }) }),
      'is running again after 12 min',
    ],
    [aNotification('stopped', {}, { ends: aFailure() }), 'has stopped'],
    [aNotification('unhealthy', { from: 'healthy' }, BEGAN), 'is flapping: healthy and unhealthy by turns'],
    [aNotification('healthy', { from: 'unhealthy' }, BEGAN), 'is flapping: healthy and unhealthy by turns'],
    [aNotification('running', { from: 'crashed' }, BEGAN), 'is flapping: up and down by turns'],
    [aNotification('healthy', { from: 'unhealthy' }, ENDED), 'is steady again: healthy'],
    [aNotification('unhealthy', { from: 'healthy' }, ENDED), 'is unhealthy'],
    [aNotification('stopped', {}, ENDED), 'has stopped'],
    [aNotification('healthy', {}, MISSED), 'was unhealthy for 12 min, and is healthy again'],
    [aNotification('removed', {}, MISSED), 'was unhealthy for 12 min, and was removed'],
  ])('%#: %s', (notification, expected) => {
    expect(says(notification, NOON)).toBe(expected);
  });

  it.each([
    [aNotification('unknown', { subject: 'engine' }), 'is out of sight'],
    [aNotification('unknown', { subject: 'engine', ...AGO }, AGAIN), 'is still out of sight after 4 h'],
    [
      aNotification('running', { subject: 'engine' }, { ends: aFailure({ condition: 'unknown' }) }),
      'is in sight again after 12 min',
    ],
    [aNotification('running', { subject: 'engine', from: 'unknown' }), 'is in sight again'],
    [aNotification('unhealthy', { subject: 'destination/ops' }), 'cannot be delivered'],
    [
      aNotification('unhealthy', { subject: 'destination/ops', ...AGO }, AGAIN),
      'still cannot be delivered after 4 h',
    ],
    [aNotification('running', { subject: 'destination/ops' }, { ends: aFailure() }), 'are delivered again'],
  ])('of the engine, of a destination: %#', (notification, expected) => {
    expect(says(notification, NOON)).toBe(expected);
  });

  it.each([
    [aNotification('unknown', agent), 'is lost'],
    [aNotification('unknown', { ...agent, ...AGO }, AGAIN), 'is still lost after 4 h'],
    [aNotification('running', agent), 'is running'],
    [aNotification('running', { ...agent, from: 'unknown' }), 'is back'],
    [aNotification('running', { ...agent, from: 'stopped' }), 'is back'],
    [aNotification('running', agent, LOST), 'is back after 12 min'],
    [aNotification('running', agent, LOST_UNTOLD), 'was lost for 12 min, and is back'],
    [aNotification('stopped', agent, LOST), 'has stopped'],
    [aNotification('unhealthy', agent), 'runs twice: two processes report as one'],
    [aNotification('unhealthy', { ...agent, ...AGO }, AGAIN), 'is still running twice after 4 h'],
    [aNotification('running', agent, { ends: aFailure() }), 'is one process again after 12 min'],
    [aNotification('running', agent, MISSED), 'was running twice for 12 min, and is one process again'],
    [aNotification('unhealthy', { ...agent, from: 'running' }, BEGAN), 'is flapping: up and down by turns'],
    [aNotification('running', { ...agent, from: 'unknown' }, ENDED), 'is steady again: running'],
    [aNotification('removed', agent), 'may report no more'],
    [aNotification('removed', agent, LOST_UNTOLD), 'was lost for 12 min, and may report no more'],
    [aNotification('unknown', fleet), 'are silent at once: the hub or its network is suspect'],
    [aNotification('unknown', { ...fleet, ...AGO }, AGAIN), 'are still silent after 4 h'],
    [aNotification('running', { ...fleet, from: 'unknown' }), 'report again'],
    [aNotification('running', fleet, LOST), 'report again after 12 min'],
    [aNotification('running', fleet, LOST_UNTOLD), 'were silent for 12 min, and report again'],
    [aNotification('running', { ...fleet, from: 'unknown' }, BEGAN), 'are flapping: up and down by turns'],
  ])('of an agent, of all of them: %#', (notification, expected) => {
    expect(says(notification, NOON)).toBe(expected);
  });

  it.each(['container/web', 'engine', 'destination/ops'])(
    "of an agent's %s is what it is of this machine's",
    (own) => {
      for (const to of CONDITIONS)
        for (const rest of [{}, AGAIN, MISSED, BEGAN, ENDED]) {
          const here = aNotification(to, { subject: own, from: 'unknown' }, rest);
          const there = aNotification(to, { subject: agentSubject(AGENT, own), from: 'unknown' }, rest);
          expect(says(there, NOON)).toBe(says(here, NOON));
          expect(countedAs(there)).toBe(countedAs(here));
        }
    },
  );

  it('is unhealthy for nothing but what is', () => {
    for (const to of CONDITIONS.filter((condition) => condition !== 'unhealthy'))
      for (const rest of [{}, AGAIN]) {
        expect(says(aNotification(to, {}, rest), NOON)).not.toContain('unhealthy');
        expect(countedAs(aNotification(to, {}, rest))).not.toContain('unhealthy');
      }
  });
});

describe('a failure that ends', () => {
  it('is what the receiver knows of', () => {
    expect(endedFailure(aNotification('healthy', { from: 'starting' }, { ends: aFailure() }))).toEqual(
      expect.objectContaining({ condition: 'unhealthy', forMs: 12 * 60_000, told: true }),
    );
  });

  it('is known from the change itself where every change is handed on', () => {
    const change = { from: 'crashed', fromAt: NOON - 5_000 } as const;
    expect(endedFailure(aNotification('running', change))).toEqual({
      condition: 'crashed',
      at: NOON - 5_000,
      forMs: 5_000,
      told: true,
    });
    expect(endedFailure(aNotification('running', { ...change, fromAt: null }))).toBeNull();
    expect(endedFailure(aNotification('running', { ...change, from: 'starting' }))).toBeNull();
  });

  it.each(['crashed', 'starting', 'restarting', 'stopping', 'unknown'] as const)(
    'is not over when it is %s',
    (to) => {
      expect(endedFailure(aNotification(to, {}, { ends: aFailure() }))).toBeNull();
    },
  );
});

it.each([
  [aNotification('unhealthy'), 'unhealthy'],
  [aNotification('oom-killed'), 'out of memory'],
  [aNotification('crashed', {}, AGAIN), 'still down'],
  [aNotification('healthy'), 'healthy'],
  [aNotification('healthy', {}, { ends: aFailure() }), 'healthy again'],
  [aNotification('stopped', {}, { ends: aFailure() }), 'stopped'],
  [aNotification('running', { subject: 'engine', from: 'unknown' }), 'in sight again'],
  [aNotification('unknown', agent), 'lost'],
  [aNotification('unknown', agent, AGAIN), 'still lost'],
  [aNotification('running', agent), 'running'],
  [aNotification('running', agent, LOST), 'back'],
  [aNotification('unhealthy', agent), 'running twice'],
  [aNotification('removed', agent), 'revoked'],
  [aNotification('unknown', fleet), 'fleet silent'],
  [aNotification('running', fleet, LOST), 'fleet reporting again'],
  [aNotification('unhealthy', { subject: 'destination/ops' }), 'destination not told'],
  [aNotification('running', { subject: 'destination/ops' }), 'destination told again'],
])('counts by what has become of them: %#', (notification, expected) => {
  expect(countedAs(notification)).toBe(expected);
});
