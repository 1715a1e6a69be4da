import { agentSubject, FLEET_SUBJECT } from '@hale/core';
import { NOON } from '@hale/core/testing';
import { expect, it } from 'vitest';
import { factsOf } from './message-facts.ts';
import type { Notification } from './notification.ts';
import { AGENT, aFailure, aNotification, aTold } from './testing/notifications.ts';
import { plainWords } from './words.ts';

function facts(notification: Notification): Record<string, string> {
  return Object.fromEntries(
    factsOf(notification, 'web-3', NOON).map(({ label, value }) => [label, plainWords(value)]),
  );
}

const WHO = {
  Host: 'web-3',
  Container: 'shop-web-1 (c0ffee000000)',
  Image: 'nginx:1',
  Stack: 'shop',
};

it('says where, since when, what, and of which container', () => {
  const container = aTold({ failingStreak: 3, output: 'refused' });
  expect(facts(aNotification('unhealthy', { from: 'healthy', container }))).toEqual({
    ...WHO,
    Since: '2026-01-01 12:00:00 UTC',
    Condition: 'healthy → unhealthy',
    Failing: '3 probes in a row',
  });
});

it('says what an exit code means', () => {
  const container = aTold({ exitCode: 137, project: null, service: null });
  const told = facts(aNotification('oom-killed', { from: 'running', cause: 'die', container }));
  expect(told).toMatchObject({ 'Exit code': '137 (SIGKILL)', Condition: 'running → oom-killed' });
  expect(told).not.toHaveProperty('Stack');
});

it('says how long a failure was, and names the day once', () => {
  const short = aNotification('healthy', { from: 'starting' }, { ends: aFailure() });
  expect(facts(short)).toEqual({
    ...WHO,
    'Was unhealthy': '12 min, from 2026-01-01 11:48:00 UTC to 12:00:00 UTC',
    Condition: 'starting → healthy',
  });
  const long = aFailure({ condition: 'crashed', at: NOON - 36 * 3_600_000 });
  expect(facts(aNotification('running', {}, { ends: long }))).toMatchObject({
    'Was down': '1 day 12 h, from 2025-12-31 00:00:00 UTC to 2026-01-01 12:00:00 UTC',
  });
});

it('says how long it has lasted when it reminds', () => {
  const reminder = aNotification('crashed', { at: NOON - 4 * 3_600_000 }, { reminder: true });
  expect(facts(reminder)).toMatchObject({ Since: '2026-01-01 08:00:00 UTC (4 h)' });
});

it('says what was found late, but not of what was out of sight', () => {
  const found = aNotification('crashed', { from: 'running', cause: 'reconcile' });
  expect(facts(found)).toMatchObject({ Found: 'by comparing with what was known, not by an event' });
  const seen = aNotification('crashed', { from: 'unknown', cause: 'reconcile' });
  expect(facts(seen)).not.toHaveProperty('Found');
  const begun = aNotification('crashed', { from: null, cause: 'baseline' });
  expect(facts(begun)).toMatchObject({ Found: 'when hale began to look', Condition: 'crashed' });
});

it('has little to say of an engine and of a destination', () => {
  for (const subject of ['engine', 'destination/ops']) {
    const { container: _, ...entry } = aNotification('unknown', { subject }).entry;
    expect(facts({ entry, ends: null, reminder: false, flapping: null })).toEqual({
      Host: 'web-3',
      Since: '2026-01-01 12:00:00 UTC',
    });
  }
});

it('is bounded', () => {
  const long = 'x'.repeat(10_000);
  const container = aTold({ id: long, name: long, image: long, project: long });
  for (const value of Object.values(facts(aNotification('crashed', { container }))))
    expect(value.length).toBeLessThanOrEqual(200);
});

it('says of a destination that it was not told, not that it was ill', () => {
  const back = aNotification('running', { subject: 'destination/ops' }, { ends: aFailure() });
  expect(Object.keys(facts(back)).slice(0, 2)).toEqual(['Host', 'Was not told']);
});

it.each([
  [agentSubject(AGENT), 'Host', 'Was lost'],
  [agentSubject(AGENT, 'engine'), 'Host', 'Was out of sight'],
  [FLEET_SUBJECT, 'Hub', 'Were silent'],
])('says of %s where, and how long it was away', (subject, where, was) => {
  const { container: _, ...lost } = aNotification('unknown', { subject, cause: 'lease' }).entry;
  const told = { entry: lost, ends: null, reminder: false, flapping: null };
  expect(facts(told)).toEqual({ [where]: 'web-3', Since: '2026-01-01 12:00:00 UTC' });
  const back = { ...told, entry: { ...lost, to: 'running' as const, cause: 'sync' as const } };
  expect(facts({ ...back, ends: aFailure({ condition: 'unknown' }) })).toEqual({
    [where]: 'web-3',
    [was]: '12 min, from 2026-01-01 11:48:00 UTC to 12:00:00 UTC',
  });
});

it("says of an agent's container what it says of this machine's, and what its agent knows no more", () => {
  const change = { from: 'healthy', container: aTold({ failingStreak: 3 }) } as const;
  const subject = agentSubject(AGENT, 'container/shop/web/1');
  expect(facts(aNotification('unhealthy', { ...change, subject }))).toEqual(
    facts(aNotification('unhealthy', change)),
  );
  const gone = aNotification('removed', { subject, cause: 'snapshot', from: 'unhealthy' });
  expect(facts(gone)).toMatchObject({ Found: 'by comparing with what its agent knows, not by an event' });
});
