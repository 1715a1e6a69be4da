import { agentSubject, FLEET_SUBJECT } from '@hale/core';
import { NOON } from '@hale/core/testing';
import { expect, it } from 'vitest';
import { LATE_MS, notesOf } from './message-notes.ts';
import { AGENT, aFailure, aNotification } from './testing/notifications.ts';

it.each([
  [0, []],
  [-60_000, []],
  [LATE_MS, []],
  [LATE_MS + 1, [['Told 2 min after it happened.']]],
  [18 * 60_000, [['Told 18 min after it happened.']]],
])('is late after two minutes: %i ms', (age, notes) => {
  expect(notesOf(aNotification('unhealthy', { at: NOON - age }), NOON)).toEqual(notes);
});

it('is not late where it is meant to be old', () => {
  const old = { at: NOON - 3_600_000 };
  expect(notesOf(aNotification('unhealthy', old, { reminder: true }), NOON)).toEqual([]);
  expect(notesOf(aNotification('unhealthy', { ...old, cause: 'baseline' }), NOON)).toEqual([]);
});

it('says of a failure that was missed that it was', () => {
  const missed = { ends: aFailure({ told: false }) };
  expect(notesOf(aNotification('healthy', {}, missed), NOON)).toEqual([
    ['No earlier message about this is known to have arrived.'],
  ]);
  expect(notesOf(aNotification('healthy', {}, { ends: aFailure() }), NOON)).toEqual([]);
});

it('says what an engine out of sight means for its containers', () => {
  const lost = aNotification('unknown', { subject: 'engine', cause: 'engine-lost' });
  expect(notesOf(lost, NOON)).toEqual([['Its containers are unknown until it is back.']]);
  expect(notesOf(aNotification('running', { subject: 'engine' }), NOON)).toEqual([]);
});

it("says the same of an agent's engine, and what an agent that is lost or runs twice means", () => {
  const engine = aNotification('unknown', { subject: agentSubject(AGENT, 'engine') });
  expect(notesOf(engine, NOON)).toEqual([['Its containers are unknown until it is back.']]);
  const subject = agentSubject(AGENT);
  expect(notesOf(aNotification('unknown', { subject, cause: 'lease' }), NOON)).toEqual([
    ['What becomes of its containers is not known until it is back.'],
  ]);
  expect(notesOf(aNotification('unhealthy', { subject, cause: 'rival' }), NOON)).toEqual([
    [expect.stringContaining('hale hub invite')],
  ]);
  for (const to of ['running', 'stopped', 'removed'] as const)
    expect(notesOf(aNotification(to, { subject }), NOON)).toEqual([]);
  expect(notesOf(aNotification('unknown', { subject: FLEET_SUBJECT }), NOON)).toEqual([]);
});

it('says what becomes of what a destination is not told', () => {
  const subject = 'destination/ops';
  expect(notesOf(aNotification('unhealthy', { subject, cause: 'delivery' }), NOON)).toEqual([
    [
      'It is not tried any more until its settings are mended, or until hale notify retry. What it should know is kept.',
    ],
  ]);
  expect(notesOf(aNotification('running', { subject }), NOON)).toEqual([]);
});

it('says what flapping is to the reader, and does not take waiting for the end of it as being late', () => {
  const old = { at: NOON - 15 * 60_000 };
  expect(notesOf(aNotification('healthy', old, { flapping: 'began' }), NOON)).toEqual([
    ['Its turns are not told until it is steady again.'],
  ]);
  expect(notesOf(aNotification('unhealthy', old, { flapping: 'ended' }), NOON)).toEqual([
    ['It went up and down by turns, and is steady now.'],
  ]);
  expect(notesOf(aNotification('healthy', old, { flapping: 'ended' }), NOON)).toEqual([]);
});
