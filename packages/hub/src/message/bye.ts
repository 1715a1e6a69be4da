import type { ByeAnswer, ByeRequest } from '@hale/protocol/sync';
import type { AgentRecord } from '@hale/store/hub';
import { agentChange } from '../own-entries.ts';
import { ok } from '../reply.ts';
import { isInSession } from './session.ts';
import { putOff, type Step } from './step.ts';

/** The agent has ended on purpose: it is not missed. */
export function bye(record: AgentRecord, request: ByeRequest, now: number): Step<ByeAnswer> {
  const { stream, lease } = record;
  if (!isInSession(stream, request)) return putOff('hello');
  return {
    reply: ok({ hubTime: now }),
    findings: {
      batch: {
        streams: [{ ...stream, session: null }],
        leases: [{ ...lease, state: 'stopped', since: now, heardAt: now, until: null }],
      },
      own: [agentChange(record, 'stopped', 'bye', now)],
    },
  };
}
