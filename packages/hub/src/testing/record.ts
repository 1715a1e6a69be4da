import { NOON } from '@hale/core/testing';
import type { AgentRecord } from '@hale/store/hub';
import { newLease, newStream } from '../stream/begin.ts';

export interface RecordChange {
  readonly n?: number;
  readonly agent?: Partial<AgentRecord['agent']>;
  readonly stream?: Partial<AgentRecord['stream']>;
  readonly lease?: Partial<AgentRecord['lease']>;
}

/** Everything about the `n`th agent of a fleet: it was heard at noon, except for what is said otherwise. */
export function aRecord({ n = 0, agent, stream, lease }: RecordChange = {}): AgentRecord {
  const id = `agent${String(n).padStart(20, '0')}`;
  return {
    agent: {
      id,
      key: id,
      sha256: '',
      since: NOON,
      revokedAt: null,
      host: { name: `host-${n}`, os: null, arch: null, engine: null },
      version: null,
      remembers: 'disk',
      tells: 'hub',
      ...agent,
    },
    stream: { ...newStream(id), ...stream },
    lease: { ...newLease(id, NOON, 15_000), state: 'live', heardAt: NOON, until: NOON + 55_000, ...lease },
  };
}
