import { CLOSED, HaleError } from '@hale/core';
import { describe, expect, test } from 'vitest';
import type { AgentView } from './agent.ts';
import { RECORD_WITHIN_MS, type Reason, statusOf } from './status.ts';

const WELL = { waitedMs: 0, troubles: [] };

type Destination = AgentView['destinations'][number];

const CHAT: Destination = {
  name: 'chat',
  transport: 'slack',
  breaker: CLOSED,
  lastOutcome: null,
  nextAt: null,
  counts: { sent: 0, failed: 0, dead: 0 },
};

function aView(engine: Partial<AgentView['engine']> = {}, chat: Partial<Destination> = {}): AgentView {
  return {
    engine: { sight: 'in-sight', error: null, engine: null, ...engine },
    calls: { ping: 0, version: 0, info: 0, events: 0, list: 0, inspect: 0, exec: 0, other: 0 },
    destinations: [{ ...CHAT, ...chat }],
    unrecorded: 0,
    unheard: 0,
  };
}

test('all is well', () => {
  expect(statusOf(aView(), WELL)).toEqual({ status: 'pass', reasons: [] });
});

describe('hale cannot be relied on', () => {
  test.each<[Reason['about'], string, AgentView, number]>([
    [
      'engine',
      'the engine is out of sight: connection refused',
      aView({ sight: 'lost', error: new HaleError('unreachable', 'connection refused') }),
      0,
    ],
    ['engine', 'the engine is out of sight: no answer', aView({ sight: 'lost' }), 0],
    ['engine', 'the engine has not been seen yet', aView({ sight: 'looking' }), 0],
    ['store', 'what was found cannot be written', aView(), RECORD_WITHIN_MS + 1],
  ])('%s: when %s', (about, message, view, waitedMs) => {
    expect(statusOf(view, { waitedMs, troubles: [] })).toEqual({
      status: 'fail',
      reasons: [{ level: 'fail', about, message }],
    });
  });

  test('not as long as the disk may still do it', () => {
    expect(statusOf(aView(), { waitedMs: RECORD_WITHIN_MS, troubles: [] }).status).toBe('pass');
  });
});

describe('somebody is not told', () => {
  test.each([
    ['chat cannot be told: no_service', { ...CLOSED, disabled: 'no_service', openUntil: 1 }],
    ['chat does not take messages now', { ...CLOSED, openUntil: 1 }],
  ])('%s', (message, breaker) => {
    expect(statusOf(aView({}, { breaker }), WELL)).toEqual({
      status: 'warn',
      reasons: [{ level: 'warn', about: 'destination', message }],
    });
  });

  test('as long as it was not tried, nothing is known', () => {
    expect(statusOf(aView({}, { breaker: null }), WELL).status).toBe('pass');
  });

  test('what else is wrong is said as well', () => {
    expect(statusOf(aView(), { waitedMs: 0, troubles: ['the disk is full'] })).toEqual({
      status: 'warn',
      reasons: [{ level: 'warn', about: 'store', message: 'the disk is full' }],
    });
  });

  test('is less than what hale itself suffers from, and said too', () => {
    const view = aView({ sight: 'lost' }, { breaker: { ...CLOSED, openUntil: 1 } });
    const { status, reasons } = statusOf(view, { waitedMs: 0, troubles: ['the disk is full'] });
    expect(status).toBe('fail');
    expect(reasons.map(({ about }) => about)).toEqual(['engine', 'store', 'destination']);
  });
});
