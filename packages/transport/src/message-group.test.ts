import { agentSubject } from '@hale/core';
import { NOON } from '@hale/core/testing';
import { describe, expect, it } from 'vitest';
import { groupTitle, hostsOf, moreWords, worstFirst } from './message-group.ts';
import { AGENT, aContext, aFailure, aNotification } from './testing/notifications.ts';

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

describe('of several hosts', () => {
  const on = (host: string, own = 'container/web') =>
    aNotification('unhealthy', { subject: agentSubject(AGENT, own), host });
  const lost = aNotification('unknown', { subject: agentSubject(AGENT), host: 'web-1' });

  it('names none of them for all', () => {
    const three = [on('web-1'), on('web-2'), on('web-2', 'container/db'), on('web-3')];
    expect(groupTitle(three, sender)).toBe('4 containers on 3 hosts: 4 unhealthy');
    expect(groupTitle([on('web-1'), unhealthy], sender)).toBe('2 containers on 2 hosts: 2 unhealthy');
    expect(hostsOf([on('web-1'), unhealthy], sender)).toEqual(new Set(['web-1', 'web-3']));
  });

  it('is that of the agent where there is but one', () => {
    expect(groupTitle([on('web-1'), on('web-1', 'container/db')], sender)).toBe(
      '2 containers on web-1: 2 unhealthy',
    );
  });

  it('counts agents as such', () => {
    const other = { ...lost, entry: { ...lost.entry, host: 'web-2' } };
    expect(groupTitle([lost, other], sender)).toBe('2 agents on 2 hosts: 2 lost');
    expect(groupTitle([lost, on('web-2')], sender)).toBe('2 changes on 2 hosts: 1 unhealthy, 1 lost');
  });
});

it('counts what is left', () => {
  expect(moreWords([recovery, recovery, crashed])).toBe('and 3 more: 1 crashed, 2 healthy again');
});
