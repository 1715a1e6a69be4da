import type { AgentRecord } from '@hale/store/hub';
import { describe, expect, it } from 'vitest';
import { agentNamed } from './agent-named.ts';

function agent(id: string, host: string, revokedAt: number | null = null): AgentRecord {
  const nobody = { os: null, arch: null, engine: null };
  return {
    agent: {
      id,
      key: id,
      sha256: '',
      since: 0,
      revokedAt,
      host: { name: host, ...nobody },
      version: null,
      remembers: 'disk',
      tells: 'hub',
    },
    stream: {
      agent: id,
      epoch: null,
      acked: { seq: 0, chain: '' },
      stateSeq: 0,
      digest: '',
      unsettled: false,
      session: null,
      instance: null,
      processes: [],
      rival: null,
      skewMs: 0,
      engine: 'looking',
      queued: { entries: 0, bytes: 0, oldestAt: null },
      dropped: { entries: 0, bytes: 0 },
      version: 1,
    },
    lease: {
      agent: id,
      state: revokedAt === null ? 'live' : 'revoked',
      since: 0,
      heardAt: null,
      until: null,
      syncMs: 1,
      version: 1,
    },
  };
}

const ALL = [
  agent('aaaaaaaa1111111111111111', 'web-1'),
  agent('aaaaaaaa2222222222222222', 'web-2'),
  agent('bbbbbbbb1111111111111111', 'web-1', 5),
  agent('cccccccc1111111111111111', 'gone', 5),
];
const named = (text: string): string => agentNamed(text, ALL).agent.id;

describe('an agent', () => {
  it.each([
    ['aaaaaaaa1111111111111111', 0],
    ['aaaaaaaa2', 1],
    ['bbbbbbbb', 2],
    ['web-1', 0],
    ['web-2', 1],
    ['gone', 3],
  ])('is meant by %s', (text, index) => expect(named(text)).toBe(ALL[index]?.agent.id));

  it.each([
    ['aaaaaaaa', 'bad-input'],
    ['aaaaaaa', 'not-found'],
    ['', 'not-found'],
    ['web-3', 'not-found'],
    ['web', 'not-found'],
  ])('is not by %j', (text, code) => {
    expect(() => named(text)).toThrow(expect.objectContaining({ code, path: 'agent' }));
  });
});
