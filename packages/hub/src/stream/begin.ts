import { newJournal } from '@hale/core';
import { EMPTY_STATE } from '@hale/protocol/sync';
import type { Lease, Stream } from '@hale/store/hub';

/** Of an agent that has never said hello. */
export function newStream(agent: string): Stream {
  return {
    agent,
    epoch: null,
    acked: START,
    stateSeq: 0,
    digest: EMPTY_STATE,
    unsettled: false,
    session: null,
    instance: null,
    processes: [],
    rival: null,
    skewMs: 0,
    engine: 'looking',
    queued: { entries: 0, bytes: 0, oldestAt: null },
    dropped: { entries: 0, bytes: 0 },
    version: 0,
  };
}

export function newLease(agent: string, now: number, syncMs: number): Lease {
  return { agent, state: 'enrolled', since: now, heardAt: null, until: null, syncMs, version: 0 };
}

const { seq, chain } = newJournal('');

/** Before the first entry of any journal. */
export const START: Stream['acked'] = { seq, chain };
