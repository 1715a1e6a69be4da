import { NOON } from '@hale/core/testing';
import { expect, it } from 'vitest';
import { groupTitle, moreWords, worstFirst } from './message-group.ts';
import { aContext, aFailure, aNotification } from './testing/notifications.ts';

const { sender } = aContext();
const recovery = aNotification('healthy', { subject: 'container/a' }, { ends: aFailure() });
const unhealthy = aNotification('unhealthy', { subject: 'container/b' });
const earlier = aNotification('unhealthy', { subject: 'container/c', at: NOON - 1 });
const reminder = aNotification('unhealthy', { subject: 'container/d', at: NOON + 1 }, { reminder: true });
const crashed = aNotification('crashed', { subject: 'container/e' });
const flapping = aNotification('healthy', { subject: 'container/f' }, { flapping: 'began' });
const steady = aNotification('healthy', { subject: 'container/g' }, { flapping: 'ended' });
const engine = aNotification('unknown', { subject: 'engine' });

it('puts the worst first, then the newest, and what is no news behind it', () => {
  expect(worstFirst([recovery, engine, flapping, crashed, reminder, earlier, unhealthy])).toEqual([
    unhealthy,
    earlier,
    reminder,
    crashed,
    flapping,
    engine,
    recovery,
  ]);
});

it('counts what they are', () => {
  expect(groupTitle([recovery, crashed, unhealthy, earlier], sender)).toBe(
    '4 containers on web-3: 2 unhealthy, 1 crashed, 1 healthy again',
  );
  expect(groupTitle([engine, reminder], sender)).toBe(
    '2 changes on web-3: 1 still unhealthy, 1 out of sight',
  );
  expect(groupTitle([steady, flapping], sender)).toBe('2 containers on web-3: 1 flapping, 1 steady again');
  expect(groupTitle([recovery, crashed], { ...sender, host: 'a\nb' })).toContain('2 containers on a b:');
});

it('counts what is left', () => {
  expect(moreWords([recovery, recovery, crashed])).toBe('and 3 more: 1 crashed, 2 healthy again');
});
