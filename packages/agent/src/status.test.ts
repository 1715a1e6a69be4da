import type { Reason } from '@hale/api';
import { CLOSED, HaleError } from '@hale/core';
import { describe, expect, test } from 'vitest';
import type { AgentView } from './agent.ts';
import { HUB_AWAY_MS, RECORD_WITHIN_MS, statusOf } from './status.ts';
import { aView } from './testing/view.ts';

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

function withChat(engine: Partial<AgentView['engine']> = {}, chat: Partial<Destination> = {}): AgentView {
  return aView(engine, [{ ...CHAT, ...chat }]);
}

test('all is well', () => {
  expect(statusOf(withChat(), WELL)).toEqual({ status: 'pass', reasons: [] });
});

describe('hale cannot be relied on', () => {
  test.each<[Reason['about'], string, AgentView, number]>([
    [
      'engine',
      'the engine is out of sight: connection refused',
      withChat({ sight: 'lost', error: new HaleError('unreachable', 'connection refused') }),
      0,
    ],
    ['engine', 'the engine is out of sight: no answer', withChat({ sight: 'lost' }), 0],
    ['engine', 'the engine has not been seen yet', withChat({ sight: 'looking' }), 0],
    ['store', 'what was found cannot be written', withChat(), RECORD_WITHIN_MS + 1],
  ])('%s: when %s', (about, message, view, waitedMs) => {
    expect(statusOf(view, { waitedMs, troubles: [] })).toEqual({
      status: 'fail',
      reasons: [{ level: 'fail', about, message }],
    });
  });

  test('not as long as the disk may still do it', () => {
    expect(statusOf(withChat(), { waitedMs: RECORD_WITHIN_MS, troubles: [] }).status).toBe('pass');
  });
});

describe('somebody is not told', () => {
  test.each([
    ['chat cannot be told: no_service', { ...CLOSED, disabled: 'no_service', openUntil: 1 }],
    ['chat does not take messages now', { ...CLOSED, openUntil: 1 }],
  ])('%s', (message, breaker) => {
    expect(statusOf(withChat({}, { breaker }), WELL)).toEqual({
      status: 'warn',
      reasons: [{ level: 'warn', about: 'destination', message }],
    });
  });

  test('as long as it was not tried, nothing is known', () => {
    expect(statusOf(withChat({}, { breaker: null }), WELL).status).toBe('pass');
  });

  test('what else is wrong is said as well', () => {
    expect(statusOf(withChat(), { waitedMs: 0, troubles: ['the disk is full'] })).toEqual({
      status: 'warn',
      reasons: [{ level: 'warn', about: 'store', message: 'the disk is full' }],
    });
  });

  test('is less than what hale itself suffers from, and said too', () => {
    const view = withChat({ sight: 'lost' }, { breaker: { ...CLOSED, openUntil: 1 } });
    const { status, reasons } = statusOf(view, { waitedMs: 0, troubles: ['the disk is full'] });
    expect(status).toBe('fail');
    expect(reasons.map(({ about }) => about)).toEqual(['engine', 'store', 'destination']);
  });
});

describe('a hub', () => {
  const LINK: NonNullable<AgentView['hub']> = {
    state: 'live',
    because: null,
    hub: 'https://hub.test',
    agentId: null,
    acked: 3,
    queued: { entries: 0, bytes: 0, oldestAt: null },
    dropped: { entries: 0, bytes: 0 },
    rejected: 0,
    lastSyncAt: 1,
    awayMs: 0,
  };
  const withHub = (hub: Partial<typeof LINK>): AgentView => ({ ...withChat(), hub: { ...LINK, ...hub } });

  test('may be away for a while', () => {
    expect(statusOf(withHub({ state: 'waiting', because: 'x', awayMs: HUB_AWAY_MS }), WELL).status).toBe(
      'pass',
    );
  });

  test.each([
    [
      { state: 'waiting', because: 'it does not answer', awayMs: HUB_AWAY_MS + 1 },
      'it does not answer: check that https://hub.test runs and can be reached from here',
    ],
    [
      { state: 'connecting', awayMs: HUB_AWAY_MS + 1 },
      'the hub does not answer: check that https://hub.test runs and can be reached from here',
    ],
    [{ state: 'refused', because: 'invite it again' }, 'invite it again'],
    [{ state: 'conflict', because: 'end one of the two' }, 'end one of the two'],
  ] satisfies readonly (readonly [Partial<typeof LINK>, string])[])('%j is a warning', (hub, message) => {
    expect(statusOf(withHub(hub), WELL)).toEqual({
      status: 'warn',
      reasons: [{ level: 'warn', about: 'hub', message }],
    });
  });
});
