import { NOON } from '@hale/core/testing';
import { expect, it } from 'vitest';
import { type AgentState, agentState } from './agent-state.ts';
import { aRecord, type RecordChange } from './testing/record.ts';

const rival = { since: NOON, at: NOON };

it.each<[RecordChange, number, AgentState]>([
  [{}, 0, 'live'],
  [{}, 22_500, 'live'],
  [{}, 22_501, 'late'],
  [{ lease: { syncMs: 60_000 } }, 90_000, 'live'],
  [{ lease: { syncMs: 60_000 } }, 90_001, 'late'],
  [{ lease: { heardAt: null } }, 1_000_000, 'live'],
  [{ stream: { rival } }, 0, 'conflict'],
  [{ stream: { rival } }, 60_000, 'conflict'],
  [{ lease: { state: 'lost' }, stream: { rival } }, 0, 'lost'],
  [{ lease: { state: 'stopped' } }, 60_000, 'stopped'],
  [{ lease: { state: 'enrolled' } }, 60_000, 'enrolled'],
  [{ lease: { state: 'revoked' }, stream: { rival } }, 60_000, 'revoked'],
])('%j, %i ms after it was heard: %s', (change, ms, state) => {
  expect(agentState(aRecord(change), NOON + ms)).toBe(state);
});
