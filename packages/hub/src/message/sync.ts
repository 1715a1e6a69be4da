import type { JournalEntry } from '@hale/core';
import type { Rejection, SyncAnswer, SyncRequest } from '@hale/protocol/sync';
import {
  type AgentRecord,
  fleetEntry,
  MAX_REJECTED_CHARS,
  type RejectedEntry,
  type Stream,
} from '@hale/store/hub';
import { flappingSubjects } from '../flapping-subjects.ts';
import { ok } from '../reply.ts';
import { learn } from '../stream/beliefs.ts';
import { catchUp, NOTHING_MISSED } from '../stream/catch-up.ts';
import { comeBack, described, heard } from '../stream/heard.ts';
import { replicate } from '../stream/replicate.ts';
import { type Verified, verify } from '../stream/verify.ts';
import { isInSession } from './session.ts';
import { type Circumstances, putOff, type Step, termsOf } from './step.ts';

/** Takes entries of the journal in their order, and what follows from them. */
export async function sync(
  record: AgentRecord,
  request: SyncRequest,
  around: Circumstances,
): Promise<Step<SyncAnswer>> {
  const { hash, syncMs, now } = around;
  if (!isInSession(record.stream, request)) return putOff('hello');
  const verified = await verify(request, hash);
  if (verified.kind === 'disordered') return { reply: { ...verified, kind: 'senseless' }, findings: null };
  const stream = described(record.stream, request, now);
  const replicated = replicate(stream, request, verified.entries);
  switch (replicated.want) {
    case 'new-epoch':
      return putOff('new-epoch');
    case 'resend':
      return {
        reply: ok({ acked: stream.acked.seq, want: 'resend', ...termsOf(around), rejected: [] }),
        findings: {
          batch: { ...written(record.stream, stream), leases: [heard(record.lease, syncMs, now)] },
          own: comeBack(record, now),
        },
      };
    case null:
      return taken({ ...record, stream }, record.stream, request, replicated, around);
  }
}

async function taken(
  record: AgentRecord,
  before: Stream,
  request: SyncRequest,
  { fresh, acked }: { readonly fresh: readonly Verified[]; readonly acked: Stream['acked'] },
  around: Circumstances,
): Promise<Step<SyncAnswer>> {
  const { store, hash, slots, syncMs, now } = around;
  const { agent, stream, lease } = record;
  const received = fresh.flatMap(({ taken }) => ('entry' in taken ? [taken] : []));
  const entries = received.map(({ entry }) => entry);
  const rejected = rejectedOf(fresh, { agent: agent.id, epoch: request.epoch, at: now });

  const known = entries.length > 0 ? await store.believed(agent.id, subjectsOf(entries)) : [];
  const news = entries.filter(({ seq }) => seq > stream.stateSeq);
  const learnt = await learn(agent.id, { known, digest: stream.digest }, news, hash);
  const learntOf = new Set([...learnt.believed, ...learnt.gone].map(({ subject }) => subject));

  const stateSeq = Math.max(stream.stateSeq, acked.seq);
  const caughtUp = request.tip === acked.seq && stateSeq === acked.seq;
  const isSame = learnt.digest === request.digest;
  const settles = stream.unsettled && caughtUp && isSame;
  const next = { acked, stateSeq, digest: learnt.digest, unsettled: stream.unsettled && !settles };
  const tells = agent.tells === 'hub';

  // What has come by an entry in this sync is told by that.
  const others = (settles && tells ? await store.believed(agent.id) : known).filter(
    ({ subject }) => !learntOf.has(subject),
  );
  const rows = settles && tells ? await store.deliveriesOf(agent.id) : [];
  const missed =
    settles && tells ? catchUp(agent, { believed: others, rows, besides: learntOf }, now) : NOTHING_MISSED;
  return {
    reply: ok({
      acked: acked.seq,
      want: caughtUp && !isSame && slots.take(agent.id) ? 'snapshot' : 'none',
      ...termsOf(around),
      rejected: rejected.map(({ seq, code }) => ({ seq, code })),
    }),
    findings: {
      batch: {
        ...written(before, changed(stream, next)),
        leases: [heard(lease, syncMs, now)],
        received: received.map((chained) => ({
          agent: agent.id,
          receivedAt: now,
          elsewhere: agent.tells === 'agent',
          chained,
        })),
        rejected,
        believed: learnt.believed,
        gone: learnt.gone,
      },
      reported: entries.map((entry) => fleetEntry(entry, agent.id, agent.host.name)),
      tellsReported: tells,
      own: [...comeBack(record, now), ...missed.vanished],
      again: missed.again,
      flapping: flappingSubjects([...others, ...learnt.believed]),
    },
  };
}

/** A stream that is what it was is not written, but nobody else may have written it. */
function written(
  before: Stream,
  after: Stream,
): { readonly fences: readonly Stream[] } | { readonly streams: readonly Stream[] } {
  return before === after ? { fences: [before] } : { streams: [after] };
}

function changed(stream: Stream, to: Pick<Stream, 'acked' | 'stateSeq' | 'digest' | 'unsettled'>): Stream {
  const isSame =
    stream.acked.seq === to.acked.seq &&
    stream.stateSeq === to.stateSeq &&
    stream.digest === to.digest &&
    stream.unsettled === to.unsettled;
  return isSame ? stream : { ...stream, ...to };
}

function rejectedOf(
  fresh: readonly Verified[],
  place: Pick<RejectedEntry, 'agent' | 'epoch' | 'at'>,
): readonly (RejectedEntry & Pick<Rejection, 'code'>)[] {
  return fresh.flatMap(({ seq, taken }) =>
    'code' in taken
      ? [{ ...place, seq, code: taken.code, body: taken.body.slice(0, MAX_REJECTED_CHARS) }]
      : [],
  );
}

function subjectsOf(entries: readonly JournalEntry[]): readonly string[] {
  return [...new Set(entries.map(({ subject }) => subject))];
}
