import type { Condition } from '@hale/core';
import type { Agent } from '@hale/protocol';
import { describe, expect, it } from 'vitest';
import { table } from '../screen/table.ts';
import { AGENTS, agentRow, type ListedAgent, worstFirst } from './agents-table.ts';

const NOW = Date.parse('2026-01-01T12:00:00Z');

function listed(agent: Partial<Agent>, ...conditions: readonly Condition[]): ListedAgent {
  return {
    agent: {
      id: 'a1b2c3d4e5f6a7b8',
      host: 'web-1',
      os: 'linux',
      arch: 'x64',
      engine: 'Docker 29.1',
      version: '1.2.3',
      state: 'live',
      since: '2026-01-01T10:00:00Z',
      enrolledAt: '2026-01-01T10:00:00Z',
      heardAt: '2026-01-01T11:59:56Z',
      sight: 'in-sight',
      epoch: null,
      acked: 0,
      queued: { entries: 0, bytes: 0 },
      lagMs: 0,
      skewMs: 0,
      dropped: { entries: 0, bytes: 0 },
      remembers: 'disk',
      tells: 'agent',
      ...agent,
    },
    containers: conditions.map((condition) => ({ condition })),
  };
}

const cells = (agent: Partial<Agent>, ...conditions: readonly Condition[]) =>
  agentRow(listed(agent, ...conditions), NOW).map(({ text, style = 'plain' }) => `${text} (${style})`);

describe('a row', () => {
  it('says what there is to know', () => {
    expect(cells({}, 'healthy', 'healthy', 'running')).toEqual([
      '● live (good)',
      'web-1 (plain)',
      'a1b2c3d4 (quiet)',
      '2h (plain)',
      '4s (plain)',
      '2 healthy · 1 running (plain)',
      'Docker 29.1 (quiet)',
      '1.2.3 (quiet)',
      'on disk (plain)',
      'agent (plain)',
    ]);
  });

  it('says of one that is lost that nothing is known', () => {
    const row = cells({ state: 'lost', sight: 'lost', remembers: 'memory' }, 'unknown', 'unknown');
    expect([row[0], row[1], row[5], row[6], row[8]]).toEqual([
      '? lost (problem)',
      'web-1 (strong)',
      '2 unknown (doubt)',
      'Docker 29.1 (quiet)',
      'in memory (quiet)',
    ]);
  });

  it('says of one that is there that its engine is not, and has the colour of its worst container', () => {
    const row = cells({ state: 'late', sight: 'lost' }, 'healthy', 'crashed');
    expect([row[0], row[5], row[6]]).toEqual([
      '◐ late (doubt)',
      '1 crashed · 1 healthy (problem)',
      '? out of sight (doubt)',
    ]);
  });

  it('has a dash for what has never been said', () => {
    const row = cells({ state: 'enrolled', heardAt: null, version: null, engine: null });
    expect(row.slice(4, 8)).toEqual(['- (quiet)', '- (quiet)', '- (quiet)', '- (quiet)']);
  });
});

it('has problems first, then by host as people count', () => {
  const states = ['revoked', 'stopped', 'enrolled', 'live', 'late', 'lost', 'conflict'] as const;
  const all = [
    ...states.map((state) => listed({ state, host: state })),
    listed({ host: 'web-10' }),
    listed({ host: 'web-9' }),
  ];
  expect(all.toSorted(worstFirst).map(({ agent }) => agent.host)).toEqual([
    'conflict',
    'lost',
    'late',
    'live',
    'web-9',
    'web-10',
    'enrolled',
    'stopped',
    'revoked',
  ]);
});

it('fits a terminal of 80 columns, and keeps what counts', () => {
  const rows = [agentRow(listed({ state: 'lost', host: 'a-host-with-a-name' }, 'unknown'), NOW)];
  const [heading = '', row = ''] = table(AGENTS, rows, { width: 80 });
  expect(Math.max(heading.length, row.length)).toBeLessThanOrEqual(80);
  expect(heading).toMatch(/^STATE +HOST +AGENT +SINCE +HEARD +CONTAINERS/);
  expect(row).toContain('a1b2c3d4');
});
