import { type HelloAnswer, type HelloRequest, MAX_BYTES, MAX_ENTRIES } from '@hale/protocol/sync';
import type { AgentRecord, EnrolledAgent, Gap } from '@hale/store/hub';
import { agentChange } from '../own-entries.ts';
import { first, ok } from '../reply.ts';
import { type Greeted, greet } from '../stream/greet.ts';
import { comeBack, heard } from '../stream/heard.ts';
import { type Circumstances, type Step, termsOf } from './step.ts';

/** Opens a session, and says from where the agent's journal goes on. */
export async function hello(
  record: AgentRecord,
  request: HelloRequest,
  around: Circumstances,
): Promise<Step<HelloAnswer>> {
  const { store, newName, slots, syncMs, now } = around;
  const { agent, lease } = record;
  const owner = await store.epochOwner(request.epoch);
  const greeted = greet({ request, record, owner, session: newName(), now });
  if (greeted.want !== null) return turnedAway(record, greeted, around);
  const { stream, session, gap, begun, closed } = greeted;
  const gaps = [...(await lostEarlier(record, request, around)), ...(gap ? [gap] : [])];
  const tellsNoMore = agent.tells === 'hub' && request.tells === 'agent';
  return {
    reply: ok({
      session,
      acked: stream.acked,
      want: stream.unsettled && slots.take(agent.id) ? 'snapshot' : 'none',
      ...termsOf(around),
      limits: { maxEntries: MAX_ENTRIES, maxBytes: MAX_BYTES },
      features: [],
    }),
    findings: {
      batch: {
        streams: [stream],
        leases: [heard(lease, syncMs, now)],
        agents: [described(agent, request)],
        epochs: {
          begun: begun === null ? [] : [{ agent: agent.id, epoch: begun }],
          closed: closed === null ? [] : [{ epoch: closed, at: now }],
        },
        gaps,
      },
      own: comeBack({ ...record, agent: described(agent, request) }, now),
      dropped: tellsNoMore ? await store.deliveriesOf(agent.id) : [],
    },
  };
}

function turnedAway(
  record: AgentRecord,
  { want, stream }: Extract<Greeted, { want: string }>,
  { now, log }: Circumstances,
): Step<never> {
  if (stream === null) return { reply: first(want), findings: null };
  const { id, host } = record.agent;
  const isNews = record.stream.rival === null;
  if (isNews) log?.warn('two processes report as one agent', { agent: id, host: host.name });
  return {
    reply: first(want),
    findings: {
      batch: { streams: [stream] },
      own: isNews ? [agentChange(record, 'unhealthy', 'rival', now)] : [],
    },
  };
}

/** What the hub had of an earlier journal and has no more, or never got: it will not come any more. */
async function lostEarlier(
  { agent: { id }, stream }: AgentRecord,
  request: HelloRequest,
  { store, now }: Circumstances,
): Promise<readonly Gap[]> {
  const gaps: Gap[] = [];
  for (const [epoch, named] of Map.groupBy(request.earlier, (journal) => journal.epoch)) {
    const owner = await store.epochOwner(epoch);
    if (epoch === request.epoch || owner?.agent !== id) continue;
    const to = named.reduce((last, { seq }) => Math.max(last, seq), 0);
    // What it had of the journal until now may be too old to be kept, and is not lost.
    const acked = epoch === stream.epoch ? stream.acked.seq : 0;
    const known = Math.max(acked, await store.knownUpTo(epoch));
    if (known < to) gaps.push({ agent: id, epoch, from: known + 1, to, at: now });
  }
  return gaps;
}

function described(agent: EnrolledAgent, { host, version, remembers, tells }: HelloRequest): EnrolledAgent {
  const { name, os, arch, engine } = host;
  return { ...agent, host: { name, os, arch, engine }, version, remembers, tells };
}
