import { createSimulatedClock } from '@hale/core/testing';
import { expect, test } from 'vitest';
import { Contact } from './contact.ts';

const AWAY = { kind: 'away', code: 'timeout' } as const;
const always = () => true;
const never = () => false;

function aContact(random = () => 0.5) {
  const clock = createSimulatedClock();
  return { clock, contact: new Contact({ clock, random }, 'https://hub.test') };
}

test('a hello after an outage comes some time within what the hub hopes for, another message when it is due', () => {
  const { contact } = aContact();
  contact.heard(60_000);
  expect(contact.failed(AWAY, never)).toBe(500);
  expect(contact.failed(AWAY, always)).toBe(30_000);
});

test('what is asked for is the least, and never less than the own wait', () => {
  const { contact } = aContact();
  expect(contact.failed({ kind: 'busy', waitMs: 10_000 }, never)).toBe(11_000);
  expect(contact.failed({ kind: 'busy', waitMs: 0 }, never)).toBe(1_000);
  expect(contact.failed({ kind: 'busy', waitMs: null }, never)).toBe(2_000);
});

test('a word is no success: the waits go on growing until something is taken', () => {
  const { contact } = aContact();
  const waits = [1, 2, 3].map(() => {
    contact.heard(15_000);
    return contact.failed(AWAY, never);
  });
  expect(waits).toEqual([500, 1_000, 2_000]);
  expect([contact.failing, contact.view.state]).toEqual([true, 'waiting']);
  contact.took();
  expect([contact.failing, contact.view.state, contact.failed(AWAY, never)]).toEqual([false, 'live', 500]);
});

test('shows since when nothing was heard', async () => {
  const { clock, contact } = aContact();
  expect(contact.view).toEqual({ state: 'connecting', because: null, lastSyncAt: null, awayMs: 0 });
  await clock.advance(5_000);
  contact.heard(15_000);
  await clock.advance(3_000);
  expect(contact.view).toMatchObject({ state: 'live', lastSyncAt: clock.now() - 3_000, awayMs: 3_000 });
});
