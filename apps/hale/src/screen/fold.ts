import { type Condition, subjectParts, type Transition } from '@hale/core';

/**
 * Leaves out what the loss of an engine or an agent does to each of its containers, and what its return undoes: the engine's or the
 * agent's own transition says it once. What has changed in between is told from the condition before the loss.
 */
export function createFold(): (transition: Transition) => Transition | null {
  const before = new Map<string, Condition>();
  return (transition) => {
    const { subject, from, to, cause } = transition;
    if (subjectParts(subject).kind !== 'container') return transition;
    if (cause === 'engine-lost' || cause === 'lease') {
      if (from !== null && from !== 'unknown') before.set(subject, from);
      return null;
    }
    const known = before.get(subject);
    before.delete(subject);
    if (from !== 'unknown' || known === undefined) return transition;
    return known === to ? null : { ...transition, from: known };
  };
}
