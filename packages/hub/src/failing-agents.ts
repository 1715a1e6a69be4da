import { agentSubject, isFailure, type JournalEntry } from '@hale/core';
import type { HubStore } from '@hale/store/hub';
import { eachAgent } from './all-agents.ts';
import { conditionOf } from './own-entries.ts';

/** What was last said of each agent that is lost, or is two. `now`: epoch milliseconds of the hub. */
export async function failingAgents(
  store: Pick<HubStore, 'agents' | 'history'>,
  now: number,
): Promise<readonly JournalEntry[]> {
  const failing: JournalEntry[] = [];
  for await (const record of eachAgent(store)) {
    const condition = conditionOf(record, now);
    if (condition === null || !isFailure(condition)) continue;
    const [last] = await store.history({ subject: agentSubject(record.agent.id), limit: 1 });
    if (last?.to === condition) failing.push(last);
  }
  return failing;
}
