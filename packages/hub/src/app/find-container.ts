import { agentSubject, HaleError, subjectParts } from '@hale/core';
import type { AgentRecord, FleetSubject, HubStore, ShownSubject } from '@hale/store/hub';
import { agentsOf } from './find-agent.ts';

/** Containers of one service that are looked at. */
const MAX_NUMBERS = 1_000;
const NAMED = 3;

type Store = Pick<HubStore, 'agent' | 'agents' | 'believed' | 'subjects'>;

/**
 * The container that a person means: by its subject in the fleet, `host/project/service`, `host/name`, or a name that it alone has. Of
 * the containers of a service, the one of the lowest number.
 *
 * @throws HaleError `conflict` where more than one is meant
 */
export async function findContainer(store: Store, name: string): Promise<ShownSubject | null> {
  const { agent, kind } = subjectParts(name);
  if (agent !== null)
    return kind === 'container' ? bySubject(store, agent, name.slice(agentSubject(agent, '').length)) : null;
  const found = name.includes('/') ? await byHost(store, name) : await byName(store, name);
  const [only = null, ...others] = found;
  if (others.length === 0) return only;
  const subjects = found.map((each) => agentSubject(each.agent, each.subject));
  const more = subjects.length > NAMED ? ', and more' : '';
  throw new HaleError('conflict', 'more than one container goes by this name', {
    path: 'name',
    hint: `Ask for one by its subject: ${subjects.slice(0, NAMED).join(', ')}${more}.`,
  });
}

async function bySubject(store: Store, agent: string, subject: string): Promise<ShownSubject | null> {
  const record = await store.agent(agent);
  const [found] = record === null ? [] : await store.believed(agent, [subject]);
  return record && found ? shown(found, record) : null;
}

/** A glob is no name. */
function byName(store: Store, name: string, agent?: string): Promise<readonly ShownSubject[]> {
  if (/[*?]/.test(name)) return Promise.resolve([]);
  return store.subjects({ kind: 'container', name, limit: NAMED + 1, ...(agent !== undefined && { agent }) });
}

async function byHost(store: Store, name: string): Promise<readonly ShownSubject[]> {
  const end = name.indexOf('/');
  const records = await agentsOf(store, name.slice(0, end));
  const rest = name.slice(end + 1);
  const found = await Promise.all(records.map((record) => onAgent(store, record, rest)));
  return found.flat();
}

async function onAgent(store: Store, record: AgentRecord, name: string): Promise<readonly ShownSubject[]> {
  const { id } = record.agent;
  const [exact] = await store.believed(id, [`container/${name}`]);
  if (exact) return [shown(exact, record)];
  const [project = '', service, ...rest] = name.split('/');
  if (service === undefined) return byName(store, name, id);
  if (rest.length > 0) return [];
  const ofProject = await store.subjects({ agent: id, kind: 'container', project, limit: MAX_NUMBERS });
  return ofProject
    .filter(({ last }) => last.container?.service === service)
    .toSorted((a, b) => numberOf(a) - numberOf(b))
    .slice(0, 1);
}

function shown(found: FleetSubject, { agent, lease }: AgentRecord): ShownSubject {
  return { ...found, host: agent.host.name, lease: lease.state };
}

function numberOf({ subject }: FleetSubject): number {
  return Number(subject.slice(subject.lastIndexOf('/') + 1)) || 0;
}
