import type { Delivery } from './delivery.ts';

/**
 * Which of the due go into one message. All are as plain as the first has to be, and what has to be plainest goes alone, so that
 * a change that no receiver would take is given up without the others.
 */
export function gather(due: readonly Delivery[], batch: number): readonly Delivery[] {
  const tier = due[0]?.tier;
  return due.filter((delivery) => delivery.tier === tier).slice(0, tier === 2 ? 1 : batch);
}
