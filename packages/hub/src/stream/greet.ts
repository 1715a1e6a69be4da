import type { HelloRequest } from '@hale/protocol/sync';
import type { AgentRecord, Gap, Stream } from '@hale/store/hub';
import { START } from './begin.ts';
import { isRival, supersede } from './rivals.ts';

export interface Greeting {
  readonly request: HelloRequest;
  readonly record: AgentRecord;
  /** Whose the epoch is, as far as it is known. */
  readonly owner: { readonly agent: string; readonly closed: boolean } | null;
  /** A name that no session has had. */
  readonly session: string;
  /** Epoch milliseconds of the hub. */
  readonly now: number;
}

export type Greeted =
  /** What it has to do first. `stream`: what is remembered of that, if anything. */
  | { readonly want: 'new-epoch' | 'conflict'; readonly stream: Stream | null }
  | {
      readonly want: null;
      readonly stream: Stream;
      readonly session: string;
      readonly gap: Gap | null;
      readonly begun: string | null;
      readonly closed: string | null;
    };

/**
 * What comes of a hello. A journal goes on where the hub has it; one that knows less than the hub has of it was rolled back, and has to
 * begin anew: two things would have one place in it.
 */
export function greet({ request, record, owner, session, now }: Greeting): Greeted {
  const { stream, lease } = record;
  const isLive = lease.state === 'live' && lease.until !== null && now < lease.until;
  if (isRival(stream, request.instance, isLive))
    return { want: 'conflict', stream: { ...stream, rival: { since: stream.rival?.since ?? now, at: now } } };
  const goesOn = stream.epoch === request.epoch;
  if (!goesOn && owner !== null) return { want: 'new-epoch', stream: null };
  if (goesOn && request.tip.seq < Math.max(stream.acked.seq, stream.stateSeq))
    return { want: 'new-epoch', stream: null };
  const { acked, stateSeq } = goesOn ? stream : { acked: START, stateSeq: 0 };
  const { first } = request;
  const gap: Gap | null =
    first.seq > acked.seq
      ? { agent: stream.agent, epoch: request.epoch, from: acked.seq + 1, to: first.seq, at: now }
      : null;
  const tellsAnew = request.tells === 'hub' && record.agent.tells === 'agent';
  return {
    want: null,
    session,
    gap,
    begun: goesOn ? null : request.epoch,
    closed: goesOn ? null : stream.epoch,
    stream: {
      ...supersede(stream, request.instance),
      epoch: request.epoch,
      acked: gap ? { seq: first.seq, chain: first.chain } : acked,
      stateSeq,
      unsettled: stream.unsettled || gap !== null || !goesOn || tellsAnew,
      session,
      skewMs: request.clock.wall - now,
      dropped: { entries: request.dropped.entries, bytes: request.dropped.bytes },
    },
  };
}
