import { transitionContainer } from '@hale/core';
import { aCheckedContainer, anEntry, NOON } from '@hale/core/testing';
import { change, transition } from '@hale/protocol';
import { expect, it } from 'vitest';
import { changeRecord, transitionRecord } from './transition.ts';

const container = transitionContainer(aCheckedContainer('unhealthy', 3), 'unhealthy');
const entry = anEntry('unhealthy', { from: 'healthy', fromAt: NOON - 1_000, seq: 7, container });

it('has every field, in an order that stays', () => {
  const record = changeRecord(entry);
  expect(change.parse(record)).toEqual(record);
  expect(JSON.stringify(record)).toBe(
    JSON.stringify({
      at: '2026-01-01T12:00:00.000Z',
      subject: 'container/web',
      from: 'healthy',
      to: 'unhealthy',
      cause: 'health_status',
      id: container.id,
      name: 'web',
      image: 'nginx:1',
      project: null,
      service: null,
      exitCode: null,
      failingStreak: 3,
      output: 'refused\n',
    }),
  );
});

it('has its place in the journal where it has one', () => {
  const record = transitionRecord(entry);
  expect(transition.parse(record)).toEqual(record);
  expect(record).toEqual({
    ...changeRecord(entry),
    entry: 'entry-7',
    epoch: 'epoch',
    seq: 7,
    fromAt: '2026-01-01T11:59:59.000Z',
  });
});

it('says on whose host it was, on a hub', () => {
  const record = transitionRecord({ ...entry, host: 'shed' });
  expect(transition.parse(record)).toMatchObject({ host: 'shed' });
});

it('of what is no container has no container', () => {
  const record = transitionRecord(anEntry('unknown', { subject: 'engine' }));
  expect(transition.parse(record)).toEqual(record);
  expect(record).toMatchObject({ id: null, name: null, image: null, output: null, fromAt: null });
});
