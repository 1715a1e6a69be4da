import { belief, type SentBelief, type SnapshotAnswer, type SnapshotRequest } from '@hale/protocol/sync';
import type { AgentRecord, FleetSubject, SnapshotPart } from '@hale/store/hub';
import { flappingSubjects } from '../flapping-subjects.ts';
import { ok, type Reply } from '../reply.ts';
import { believe } from '../stream/beliefs.ts';
import { catchUp, NOTHING_MISSED } from '../stream/catch-up.ts';
import { comeBack, heard } from '../stream/heard.ts';
import { isInSession } from './session.ts';
import { type Circumstances, putOff, type Step, termsOf } from './step.ts';

/** Keeps a part of all that an agent believes; with the last one, that is what is believed. */
export async function snapshot(
  record: AgentRecord,
  request: SnapshotRequest,
  around: Circumstances,
): Promise<Step<SnapshotAnswer>> {
  const { store, syncMs, now } = around;
  const { agent, stream, lease } = record;
  if (!isInSession(stream, request)) return putOff('hello');
  const { at, part, parts } = request;
  if (at.seq === stream.acked.seq && at.chain !== stream.acked.chain) return putOff('new-epoch');
  const leases = [heard(lease, syncMs, now)];
  const own = comeBack(record, now);
  const unchanged = { batch: { fences: [stream], leases }, own };
  // It is of an earlier moment than what is known.
  if (at.seq < stream.stateSeq) return { reply: answer('none', around), findings: unchanged };
  const come = {
    agent: agent.id,
    snapshot: request.snapshot,
    part,
    at: now,
    subjects: understood(record, request.subjects, around),
  };
  if (part < parts) {
    const batch = { ...unchanged.batch, parts: [come] };
    return { reply: answer('none', around), findings: { batch, own } };
  }
  const before = parts === 1 ? [] : await store.parts(agent.id, request.snapshot);
  if (before.length !== parts - 1) return { reply: answer('snapshot', around), findings: unchanged };
  return whole(record, request, [...before, come], around);
}

async function whole(
  record: AgentRecord,
  { at, digest }: SnapshotRequest,
  parts: readonly SnapshotPart[],
  around: Circumstances,
): Promise<Step<SnapshotAnswer>> {
  const { store, slots, syncMs, now } = around;
  const { agent, stream, lease } = record;
  const known = await store.believed(agent.id);
  const subjects = parts.flatMap((each) => each.subjects);
  const believed = believe(agent.id, known, subjects);
  const settles = stream.unsettled && stream.acked.seq >= at.seq;
  const missed =
    settles && agent.tells === 'hub'
      ? catchUp(agent, { believed, rows: await store.deliveriesOf(agent.id) }, now)
      : NOTHING_MISSED;
  slots.leave(agent.id);
  return {
    reply: answer('none', around),
    findings: {
      batch: {
        leases: [heard(lease, syncMs, now)],
        // What was sent is what was meant: of what cannot be understood another snapshot would say no more.
        streams: [{ ...stream, stateSeq: at.seq, digest, unsettled: stream.unsettled && !settles }],
        replaced: [agent.id],
        believed,
        assembled: parts.length === 1 ? [] : parts.slice(0, 1),
      },
      own: [...comeBack(record, now), ...missed.vanished],
      again: missed.again,
      flapping: flappingSubjects(believed),
    },
  };
}

function understood(
  { agent }: AgentRecord,
  sent: readonly SentBelief[],
  { log }: Circumstances,
): SnapshotPart['subjects'] {
  const subjects = sent.filter(isBelief);
  const strange = sent.length - subjects.length;
  if (strange > 0)
    log?.warn('what an agent believes cannot be understood', { agent: agent.id, subjects: strange });
  return subjects;
}

function isBelief(sent: SentBelief): sent is SentBelief & Pick<FleetSubject, 'subject' | 'last'> {
  const { success, data } = belief.safeParse(sent);
  return success && data.last.subject === data.subject;
}

function answer(want: SnapshotAnswer['want'], around: Circumstances): Reply<SnapshotAnswer> {
  return ok({ want, ...termsOf(around) });
}
