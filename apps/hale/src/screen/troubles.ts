import type { Agent } from '@hale/agent';

/** What is wrong with hale itself, a sentence each. The engine's absence has a line of its own. */
export function troubles({ status }: Pick<Agent, 'status'>): readonly string[] {
  return status.reasons.filter(({ about }) => about !== 'engine').map(({ message }) => message);
}
