import { transitionRecord } from '@hale/api';
import type { JournalEntry } from '@hale/core';
import type { ContainerDetail } from '@hale/protocol';
import type { AssignedCheck } from '../check/checks.ts';
import type { CheckFault } from '../check/fault.ts';
import type { ContainerView } from '../view.ts';
import { containerRecord } from './container.ts';

/** What is known of a container besides the container. */
export interface Surroundings {
  readonly check: AssignedCheck | null;
  readonly faults: readonly CheckFault[];
  /** Of its subject, newest first. */
  readonly entries: readonly JournalEntry[];
}

/** Everything that hale knows of one container. What a check says to whom (its command, address and headers) stays here: it may be secret. */
export function containerDetail(
  view: ContainerView,
  { check: assigned, faults, entries }: Surroundings,
): ContainerDetail {
  const { labels, state, createdAt, restartPolicy, stopSignal, forged } = view.container;
  const { startedAt, finishedAt, exitCode, oomKilled } = state;
  return {
    ...containerRecord(view),
    labels: { ...labels },
    check: assigned && {
      kind: assigned.check.probe.kind,
      from: assigned.check.from,
      by: assigned.runner,
      policy: { ...assigned.check.policy },
    },
    warnings: faults.map(({ path, message }) => `${path}: ${message}`),
    evidence: {
      createdAt,
      startedAt,
      finishedAt,
      exitCode,
      oomKilled,
      restartPolicy,
      stopSignal,
      forged: [...forged],
    },
    transitions: entries.map(transitionRecord),
  };
}
