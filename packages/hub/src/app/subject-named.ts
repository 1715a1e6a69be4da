import { agentSubject, subjectParts } from '@hale/core';
import type { HubStore } from '@hale/store/hub';
import { findAgent } from './find-agent.ts';
import { findContainer } from './find-container.ts';

/** Many that begin alike. */
const ALL = '/*';

/**
 * The subject that a person means by a name, or the many that begin alike: a subject of the fleet, what `findContainer` knows,
 * `host/*`, or `host/project/*`. `null`: nothing is known by that name.
 *
 * @throws HaleError `conflict` where more than one is meant
 */
export async function subjectNamed(
  store: Pick<HubStore, 'agent' | 'agents' | 'believed' | 'subjects'>,
  name: string,
): Promise<string | null> {
  const { agent, kind } = subjectParts(name);
  if (agent !== null) {
    // What it reports need not be there yet.
    const isKnown = (await store.agent(agent)) !== null;
    return isKnown && (kind !== 'container' || name.endsWith(ALL) || isOfContainer(name, agent))
      ? name
      : null;
  }
  if (!name.endsWith(ALL)) {
    const found = await findContainer(store, name);
    return found && agentSubject(found.agent, found.subject);
  }
  const [host = '', ...places] = name.slice(0, -ALL.length).split('/');
  const record = await findAgent(store, host);
  if (record === null) return null;
  const under = places.length === 0 ? '*' : `container/${places.join('/')}${ALL}`;
  return agentSubject(record.agent.id, under);
}

function isOfContainer(subject: string, agent: string): boolean {
  return subject.startsWith(agentSubject(agent, 'container/'));
}
