import { agentSubject, FLEET_SUBJECT, type Transition } from '@hale/core';
import type { AgentRecord } from '@hale/store/hub';
import { agentState } from './agent-state.ts';

/** A change that the hub has found out itself. */
export interface OwnChange {
  readonly transition: Transition & { readonly host?: string };
  readonly fromAt: number | null;
  /** It is remembered, and no news to anybody. */
  readonly elsewhere?: boolean;
}

/** Of an agent. `at`: epoch milliseconds of the hub. */
export function agentChange(
  record: AgentRecord,
  to: Transition['to'],
  cause: Transition['cause'],
  at: number,
): OwnChange {
  const { agent, stream, lease } = record;
  const from = conditionOf(record, at);
  const since = from === 'unhealthy' ? stream.rival?.since : lease.since;
  return {
    transition: {
      at,
      subject: agentSubject(agent.id),
      host: agent.host.name,
      from,
      to,
      cause,
    },
    fromAt: from === null ? null : (since ?? null),
    ...(agent.tells === 'agent' && isOrderly(from) && isOrderly(to) && { elsewhere: true }),
  };
}

/** Who tells of himself says that he begins and ends; that he is lost only somebody else can say. */
function isOrderly(condition: Transition['from']): boolean {
  return condition === null || condition === 'running' || condition === 'stopped';
}

/** Of all agents together. */
export function fleetChange(
  from: Transition['from'],
  to: Transition['to'],
  { at, fromAt }: { readonly at: number; readonly fromAt: number | null },
): OwnChange {
  return {
    transition: { at, subject: FLEET_SUBJECT, from, to, cause: to === 'unknown' ? 'lease' : 'sync' },
    fromAt,
  };
}

/** What is to be believed of the agent itself. `null`: it has not been heard of yet. */
export function conditionOf(record: AgentRecord, now: number): Transition['from'] {
  switch (agentState(record, now)) {
    case 'enrolled':
      return null;
    case 'live':
    case 'late':
      return 'running';
    case 'conflict':
      return 'unhealthy';
    case 'lost':
      return 'unknown';
    case 'stopped':
      return 'stopped';
    case 'revoked':
      return 'removed';
  }
}
