import type { Container, EngineEvent } from '@hale/core';

const NEVER = '0001-01-01T00:00:00Z';

/** What an event alone tells of a container that was gone before it could be inspected. */
export function bareContainer({ id, name, image, labels, at }: EngineEvent): Container {
  return {
    id,
    name,
    image,
    createdAt: new Date(at).toISOString(),
    labels,
    state: { status: 'created', exitCode: 0, oomKilled: false, startedAt: NEVER, finishedAt: NEVER },
    health: null,
    healthcheck: null,
    restartPolicy: 'no',
    restartCount: 0,
    stopSignal: 'SIGTERM',
    stopTimeoutMs: 10_000,
    pid: 0,
    os: 'linux',
    shell: [],
    network: { mode: '', addresses: [], published: [] },
    forged: [],
  };
}
