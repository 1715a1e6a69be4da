import { HaleError } from '@hale/core';
import { describe, expect, it } from 'vitest';
import type { Census } from './census.ts';
import { hubStatus, REJECTED_WITHIN_MS, readiness, type Surroundings, statusOf } from './status.ts';

const NONE = { count: 0, first: [] };
const WELL: Census = {
  agents: { live: 3, late: 1, lost: 0, conflict: 0, stopped: 1, enrolled: 1, revoked: 1 },
  lost: NONE,
  conflicts: NONE,
  skewed: NONE,
  lagMs: 0,
  dropped: 0,
};
const QUIET: Surroundings = { failure: null, troubles: [], destinations: [], rejectedAgoMs: null };
const CLOSED = { failures: 0, openUntil: null, failingSince: null, disabled: null };

it('passes where nothing is wrong', () => {
  expect(statusOf(WELL, QUIET)).toEqual({ status: 'pass', reasons: [] });
});

it('fails where what agents report cannot be written', () => {
  const status = statusOf(WELL, { ...QUIET, failure: 'the disk is full' });
  expect(status).toEqual({
    status: 'fail',
    reasons: [
      { level: 'fail', about: 'store', message: 'what agents report cannot be written: the disk is full' },
    ],
  });
});

describe('warns', () => {
  const said = (census: Partial<Census>, around: Partial<Surroundings> = {}) => {
    const { status, reasons } = statusOf({ ...WELL, ...census }, { ...QUIET, ...around });
    return [status, ...reasons.map(({ message }) => message)];
  };

  it('of agents that are lost, by name as far as that helps', () => {
    expect(said({ lost: { count: 1, first: ['shed'] } })).toEqual(['warn', 'an agent is lost: shed']);
    expect(said({ lost: { count: 5, first: ['shed', 'barn', 'loft'] } })).toEqual([
      'warn',
      '5 agents are lost: shed, barn, loft and 2 more',
    ]);
  });

  it('of two processes that are one agent', () => {
    expect(said({ conflicts: { count: 1, first: ['shed'] } })).toEqual([
      'warn',
      'two processes report as one agent: shed',
    ]);
  });

  it('of clocks that are wrong', () => {
    expect(said({ skewed: { count: 2, first: ['shed', 'barn'] } })).toEqual([
      'warn',
      'the clock is more than 60 s wrong: shed, barn',
    ]);
  });

  it('of entries that could not be understood, for an hour', () => {
    expect(said({}, { rejectedAgoMs: REJECTED_WITHIN_MS - 1 })).toEqual([
      'warn',
      'an agent has sent entries that cannot be understood',
    ]);
    expect(said({}, { rejectedAgoMs: REJECTED_WITHIN_MS })).toEqual(['pass']);
  });

  it('of destinations that are not told', () => {
    const destinations = [
      { name: 'chat', breaker: { ...CLOSED, disabled: '410' } },
      { name: 'mail', breaker: { ...CLOSED, openUntil: 5 } },
      { name: 'log', breaker: CLOSED },
      { name: 'new', breaker: null },
    ];
    expect(said({}, { destinations })).toEqual([
      'warn',
      'chat cannot be told: 410',
      'mail does not take messages now',
    ]);
  });

  it('of what keeps it from its work', () => {
    expect(said({}, { troubles: ['cannot look after the agents: busy'] })).toEqual([
      'warn',
      'cannot look after the agents: busy',
    ]);
  });
});

it('fails, and is not ready, where the store cannot be read', async () => {
  const broken = () => Promise.reject(new HaleError('storage', 'the disk is damaged'));
  const unreadable = {
    status: 'fail',
    reasons: [{ level: 'fail', about: 'store', message: 'the store cannot be read: the disk is damaged' }],
  };
  expect(await hubStatus({ agents: broken }, { ...QUIET, now: 0 })).toEqual(unreadable);
  expect(await readiness({ hub: broken })).toEqual(unreadable);
  expect(await readiness({ hub: async () => null })).toEqual({ status: 'pass', reasons: [] });
});
