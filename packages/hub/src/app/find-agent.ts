import { HaleError } from '@hale/core';
import type { AgentRecord, HubStore } from '@hale/store/hub';
import { eachAgent } from '../all-agents.ts';

/** Agents that are named where a name is of too many. */
const NAMED = 3;

type Agents = Pick<HubStore, 'agent' | 'agents'>;

/**
 * The agent that a person means: by its id, or by a host name that it alone has. `null`: there is none.
 *
 * @throws HaleError `conflict` where more than one has it
 */
export async function findAgent(store: Agents, name: string): Promise<AgentRecord | null> {
  const byId = await store.agent(name);
  if (byId !== null) return byId;
  const [only = null, ...others] = await agentsOf(store, name);
  if (others.length === 0) return only;
  const ids = [only, ...others].flatMap((record) => record?.agent.id ?? []);
  const more = ids.length > NAMED ? ', and more' : '';
  throw new HaleError('conflict', `${ids.length} agents are on a host of this name`, {
    path: 'agent',
    hint: `Ask for one by its id: ${ids.slice(0, NAMED).join(', ')}${more}.`,
  });
}

/** Those of a host; the ones that may report no more are so only where there are no others. */
export async function agentsOf(
  store: Pick<HubStore, 'agents'>,
  host: string,
): Promise<readonly AgentRecord[]> {
  const all: AgentRecord[] = [];
  for await (const record of eachAgent(store)) if (record.agent.host.name === host) all.push(record);
  const present = all.filter(({ agent }) => agent.revokedAt === null);
  return present.length > 0 ? present : all;
}
