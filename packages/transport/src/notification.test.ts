import type { Delivery } from '@hale/core';
import { anEntry } from '@hale/core/testing';
import { expect, it } from 'vitest';
import { notificationOf, withOutput } from './notification.ts';
import { aTold } from './testing/notifications.ts';

const row: Delivery = {
  destination: 'ops',
  subject: 'container/web',
  want: anEntry('unhealthy'),
  told: null,
  open: { condition: 'unhealthy', at: 1, dueAt: 1, told: false },
  unknown: false,
  receipt: null,
  tier: 0,
  attempts: 0,
  silenced: null,
  flapping: false,
  dueAt: 1,
  leaseUntil: null,
  failing: null,
  abandoned: null,
  version: 1,
};

it('ends the failure that is open, once there is another condition', () => {
  expect(notificationOf(row).ends).toBeNull();
  expect(notificationOf({ ...row, want: anEntry('healthy', { seq: 2 }) }).ends).toBe(row.open);
});

it('is a reminder where it was told before, and nobody doubts it', () => {
  const told = { ...row, told: { id: row.want.id, condition: 'unhealthy', at: 5, flapping: false } } as const;
  expect(notificationOf(row).reminder).toBe(false);
  expect(notificationOf(told).reminder).toBe(true);
  expect(notificationOf({ ...told, unknown: true }).reminder).toBe(false);
});

it('says that a subject flaps, and is no reminder of it; then, by its state, that it has ended', () => {
  const told = { id: row.want.id, condition: 'unhealthy', at: 5, flapping: true } as const;
  const well = anEntry('healthy', { seq: 2 });
  const began = { ...row, want: well, flapping: true, told };
  expect(notificationOf(began)).toMatchObject({
    entry: well,
    ends: null,
    reminder: false,
    flapping: 'began',
  });
  expect(notificationOf({ ...began, flapping: false })).toMatchObject({ ends: row.open, flapping: 'ended' });
  expect(notificationOf({ ...row, told })).toMatchObject({ ends: null, reminder: false, flapping: 'ended' });
  const stopped = { ...began, want: anEntry('stopped', { seq: 3 }) };
  expect(notificationOf(stopped)).toMatchObject({ ends: row.open, flapping: 'ended' });
});

it('can be told without its output', () => {
  const container = aTold({ output: 'password=x', name: 'web' });
  const notification = {
    entry: anEntry('unhealthy', { container }),
    ends: null,
    reminder: false,
    flapping: null,
  };
  expect(withOutput(notification, () => null).entry.container).toEqual({ ...container, output: null });
  expect(withOutput({ ...notification, entry: anEntry('unhealthy') }, () => 'x').entry).not.toHaveProperty(
    'container',
  );
});
