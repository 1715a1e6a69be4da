import { NOON } from '@hale/core/testing';
import type { LeaseState } from '@hale/store/hub';
import { expect, it } from 'vitest';
import { agentChange, conditionOf, fleetChange } from './own-entries.ts';
import { aRecord } from './testing/record.ts';

const since = NOON - 9_000;

it.each<[LeaseState, string | null, number | null]>([
  ['enrolled', null, null],
  ['live', 'running', since],
  ['lost', 'unknown', since],
  ['stopped', 'stopped', since],
  ['revoked', 'removed', since],
])('an agent that is %s was %s until it changes', (state, from, fromAt) => {
  const record = aRecord({ lease: { state, since } });
  expect(conditionOf(record, NOON)).toBe(from);
  expect(agentChange(record, 'running', 'sync', NOON)).toEqual({
    transition: {
      at: NOON,
      subject: `agent/${record.agent.id}`,
      host: 'host-0',
      from,
      to: 'running',
      cause: 'sync',
    },
    fromAt,
  });
});

it('two of one identity are unhealthy since that is known, and lost since they are lost', () => {
  const rival = { since: NOON - 5_000, at: NOON };
  const two = aRecord({ stream: { rival }, lease: { since } });
  expect(agentChange(two, 'running', 'sync', NOON)).toMatchObject({
    transition: { from: 'unhealthy' },
    fromAt: NOON - 5_000,
  });
  const lost = aRecord({ stream: { rival }, lease: { state: 'lost', since } });
  expect(agentChange(lost, 'unhealthy', 'sync', NOON)).toMatchObject({
    transition: { from: 'unknown' },
    fromAt: since,
  });
});

it('the fleet is suspect by its leases, and well again by its syncs', () => {
  const suspect = fleetChange('running', 'unknown', { at: NOON, fromAt: null });
  expect(suspect).toMatchObject({ transition: { subject: 'fleet', cause: 'lease' }, fromAt: null });
  const well = fleetChange('unknown', 'running', { at: NOON, fromAt: since });
  expect(well).toMatchObject({ transition: { subject: 'fleet', cause: 'sync' }, fromAt: since });
});

it.each<[to: 'running' | 'unknown' | 'stopped', state: 'enrolled' | 'live' | 'lost', isNews: boolean]>([
  ['running', 'enrolled', false],
  ['stopped', 'live', false],
  ['unknown', 'live', true],
  ['running', 'lost', true],
])('that an agent which tells by itself is %s after it was %s is news: %s', (to, state, isNews) => {
  const record = aRecord({ lease: { state, since } });
  const tells = { ...record, agent: { ...record.agent, tells: 'agent' } } as const;
  expect(agentChange(tells, to, 'sync', NOON).elsewhere ?? false).toBe(!isNews);
  expect(agentChange(record, to, 'sync', NOON)).not.toHaveProperty('elsewhere');
});
