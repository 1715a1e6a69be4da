import { agentSubject } from '@hale/core';
import type { FleetSubject } from '@hale/store/hub';

/** Those that go up and down by turns, as the fleet knows them. */
export function flappingSubjects(believed: readonly FleetSubject[]): ReadonlySet<string> {
  const flapping = believed.filter((row) => row.flapping.flapping);
  return new Set(flapping.map(({ agent, subject }) => agentSubject(agent, subject)));
}
