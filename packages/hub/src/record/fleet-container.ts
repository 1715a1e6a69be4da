import { iso } from '@hale/api';
import { agentSubject } from '@hale/core';
import type { FleetContainer } from '@hale/protocol';
import type { ShownSubject } from '@hale/store/hub';

/** A container as the API has it: nobody knows how one is whose agent is not heard. */
export function fleetContainerRecord({
  agent,
  subject,
  host,
  lease,
  last,
  flapping,
}: ShownSubject): FleetContainer {
  const { container } = last;
  return {
    subject: agentSubject(agent, subject),
    agent,
    host,
    agentState: lease,
    condition: lease === 'live' ? last.to : 'unknown',
    lastCondition: last.to,
    since: iso(last.at),
    flapping: flapping.flapping,
    id: container?.id ?? null,
    name: container?.name ?? null,
    image: container?.image ?? null,
    project: container?.project ?? null,
    service: container?.service ?? null,
    exitCode: container?.exitCode ?? null,
    failingStreak: container?.failingStreak ?? null,
    output: container?.output ?? null,
  };
}
