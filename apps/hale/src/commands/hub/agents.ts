import { subjectParts } from '@hale/core';
import { agentRecord, allAgents } from '@hale/hub';
import type { AgentRecord, HubStore } from '@hale/store/hub';
import { EXIT } from '../../failure.ts';
import { AGENTS, agentRow, type ListedAgent, worstFirst } from '../../hub/agents-table.ts';
import { openHubRecords } from '../../hub/memory.ts';
import { table } from '../../screen/table.ts';
import type { SettingsSession } from '../../session.ts';

export interface AgentsOptions {
  /** Those that were revoked, too. */
  readonly all?: true;
}

/** `hale hub agents`: who reports, problems first. As the API has them with `--json`, with the number of their containers by condition. */
export async function listAgents(options: AgentsOptions, session: SettingsSession): Promise<number> {
  const { io, json, paint, settings } = session;
  const { store } = await openHubRecords(settings);
  try {
    const now = io.clock.now();
    const listed: ListedAgent[] = [];
    for (const record of await allAgents(store))
      if (options.all === true || record.agent.revokedAt === null)
        listed.push({ agent: agentRecord(record, now), containers: await containersOf(record, store) });
    listed.sort(worstFirst);
    const width = io.stdout.isTerminal ? io.stdout.size.columns : Number.POSITIVE_INFINITY;
    const rows = listed.map((each) => agentRow(each, now));
    const text = json
      ? JSON.stringify(listed.map(counted))
      : rows.length === 0
        ? 'no agent has enrolled yet: hale hub invite'
        : table(AGENTS, rows, { width, paint }).join('\n');
    await io.stdout.write(`${text}\n`);
    return EXIT.ok;
  } finally {
    await store.close();
  }
}

async function containersOf(
  { agent, lease }: AgentRecord,
  store: Pick<HubStore, 'believed'>,
): Promise<ListedAgent['containers']> {
  const believed = await store.believed(agent.id);
  return believed
    .filter(({ subject, last }) => subjectParts(subject).kind === 'container' && last.to !== 'removed')
    .map(({ last }) => ({ condition: lease.state === 'live' ? last.to : 'unknown' }));
}

function counted({ agent, containers }: ListedAgent): object {
  const conditions = Map.groupBy(containers, ({ condition }) => condition);
  const counts = Object.fromEntries([...conditions].map(([condition, { length }]) => [condition, length]));
  return { ...agent, containers: counts };
}
