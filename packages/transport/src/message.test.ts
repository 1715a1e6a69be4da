import { agentSubject, FLEET_SUBJECT } from '@hale/core';
import { NOON } from '@hale/core/testing';
import * as fc from 'fast-check';
import { expect, it } from 'vitest';
import { messageOf, OUTPUT_LIMIT, titleOf } from './message.ts';
import { AGENT, aContext, aFailure, aNotification, anyNotification, aTold } from './testing/notifications.ts';
import { plainWords } from './words.ts';

const context = aContext();

it('is what somebody who was just woken can read', () => {
  const container = aTold({
    failingStreak: 3,
    output: '\u001b[31mconnection refused\u001b[0m\nDB_PASSWORD=hunter22\n',
  });
  const notification = aNotification('unhealthy', { from: 'healthy', at: NOON - 18 * 60_000, container });
  const message = messageOf(notification, context);
  expect(titleOf(message)).toBe('shop/web is unhealthy');
  expect(message).toMatchObject({ severity: 'critical', mark: '🔴' });
  expect(message.output).toBe('connection refused\nDB_PASSWORD=[redacted]');
  expect(message.facts.map(({ label, value }) => `${label}: ${plainWords(value)}`)).toEqual([
    'Host: web-3',
    'Since: 2026-01-01 11:42:00 UTC',
    'Condition: healthy → unhealthy',
    'Failing: 3 probes in a row',
    'Container: shop-web-1 (c0ffee000000)',
    'Image: nginx:1',
    'Stack: shop',
  ]);
  expect(message.notes.map(plainWords)).toEqual(['Told 18 min after it happened.']);
});

it.each([
  ['container/web', 'web-1'],
  ['destination/ops', 'web-1'],
  ['engine', null],
  [undefined, null],
])("has the host of what it is about, not of the hub: an agent's %s", (own, place) => {
  const change = { subject: agentSubject(AGENT, own), host: 'web-1\n', cause: 'sync' } as const;
  const message = messageOf(aNotification('unknown', change), context);
  expect(message.facts[0]).toEqual({ label: 'Host', value: ['web-1'] });
  expect(message.place).toBe(place);
  if (place === null) expect(message.name).toContain('on web-1');
});

it('has the host of the hub where it is about all agents', () => {
  const message = messageOf(aNotification('unknown', { subject: FLEET_SUBJECT }), context);
  expect(titleOf(message)).toBe('Many agents are silent at once: the hub or its network is suspect');
  expect(message.facts[0]).toEqual({ label: 'Hub', value: ['web-3'] });
  expect(message.place).toBeNull();
});

it('is a warning of its own where a subject flaps, whatever it is at the moment', () => {
  for (const to of ['healthy', 'unhealthy'] as const) {
    const message = messageOf(aNotification(to, { from: 'starting' }, { flapping: 'began' }), context);
    expect(message).toMatchObject({ severity: 'warning', mark: '🟠' });
    expect(message.facts.map(({ label }) => label)).toContain('Since');
  }
});

it('does not repeat what the probe said that passed', () => {
  const container = aTold({ output: 'ok' });
  expect(messageOf(aNotification('healthy', { container }, { ends: aFailure() }), context).output).toBeNull();
});

it('has no output where there is none', () => {
  expect(
    messageOf(aNotification('unhealthy', { container: aTold({ output: ' \n' }) }), context).output,
  ).toBeNull();
  expect(messageOf(aNotification('crashed'), context).output).toBeNull();
});

it('parts no secret from its name', () => {
  const output = `${'x'.repeat(800)} token=${'s3cret'.repeat(300)} ${'y'.repeat(800)}`;
  const message = messageOf(aNotification('unhealthy', { container: aTold({ output }) }), context);
  expect(message.output).not.toContain('s3cret');
});

it.each([
  [OUTPUT_LIMIT, OUTPUT_LIMIT],
  [OUTPUT_LIMIT + 1, OUTPUT_LIMIT],
])('of %i characters of output shows %i at most', (length, most) => {
  const container = aTold({ output: 'x'.repeat(length) });
  expect(messageOf(aNotification('unhealthy', { container }), context).output?.length).toBeLessThanOrEqual(
    most,
  );
});

it('is one clean line, and few facts, whatever it is about', () => {
  fc.assert(
    fc.property(anyNotification, (notification) => {
      const message = messageOf(notification, context);
      const values = message.facts.map(({ value }) => plainWords(value));
      for (const line of [titleOf(message), ...values, ...message.notes.map(plainWords)])
        expect(line).toMatch(/^[^\n\r\u2028\u2029\u202e]*$/u);
      expect(titleOf(message).length).toBeLessThanOrEqual(200);
      expect(message.facts.length).toBeLessThanOrEqual(10);
    }),
  );
});
