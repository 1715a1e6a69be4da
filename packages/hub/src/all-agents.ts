import type { AgentRecord, HubStore } from '@hale/store/hub';

const PAGE = 500;

/** Every agent that was ever enrolled, in the order of their ids; a page is held at once. */
export async function* eachAgent(
  store: Pick<HubStore, 'agents'>,
): AsyncGenerator<AgentRecord, void, undefined> {
  let page: readonly AgentRecord[] = [];
  do {
    const last = page.at(-1)?.agent.id;
    page = await store.agents({ ...(last !== undefined && { after: last }), limit: PAGE });
    yield* page;
  } while (page.length === PAGE);
}

/** All of them at once. */
export async function allAgents(store: Pick<HubStore, 'agents'>): Promise<readonly AgentRecord[]> {
  const all: AgentRecord[] = [];
  for await (const record of eachAgent(store)) all.push(record);
  return all;
}
