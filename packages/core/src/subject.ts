import type { Labels } from './container.ts';

const COMPOSE = 'com.docker.compose.';
const CONTAINER = 'container/';
const DESTINATION = 'destination/';
const AGENT = /^agent\/([0-9a-z]{16,40})(?:\/(.*))?$/s;

/** Where a container stands in its compose project, if it is a long-lived part of one. */
export interface Place {
  readonly project: string;
  readonly service: string;
  readonly number: string;
}

/** One-off containers of `compose run` are not the service; they go by name. */
export function composePlace(labels: Labels): Place | null {
  const project = labels[`${COMPOSE}project`];
  const service = labels[`${COMPOSE}service`];
  if (!project || !service || labels[`${COMPOSE}oneoff`]?.toLowerCase() === 'true') return null;
  return { project, service, number: labels[`${COMPOSE}container-number`] ?? '1' };
}

/** What a transition is about. It outlives the container's id, so that a recreated service is the same subject. */
export function containerSubject({
  name,
  labels,
}: {
  readonly name: string;
  readonly labels: Labels;
}): string {
  const place = composePlace(labels);
  return `${CONTAINER}${place ? `${place.project}/${place.service}/${place.number}` : name}`;
}

export const ENGINE_SUBJECT = 'engine';

/** A destination is a subject too: that it cannot be told is told to the others. */
export function destinationSubject(name: string): string {
  return `${DESTINATION}${name}`;
}

/** On a hub, all agents together: told of only where so many are silent at once that the hub itself is suspect. */
export const FLEET_SUBJECT = 'fleet';

/** On a hub, an agent, or what its agent calls `subject`. `agent`: 16 to 40 of `0-9a-z`. */
export function agentSubject(agent: string, subject?: string): string {
  return subject === undefined ? `agent/${agent}` : `agent/${agent}/${subject}`;
}

/** What the text of a subject says. */
export interface SubjectParts {
  /** The id of the agent that it is, or is of; `null`: of this machine. */
  readonly agent: string | null;
  readonly kind: 'container' | 'engine' | 'destination' | 'agent' | 'fleet';
  /** Such as `shop/web/1` or `ops`; empty where the kind says it all. */
  readonly name: string;
}

/** Reads a subject. What is none is taken for a container by its whole text, and never for another agent's than it began with. */
export function subjectParts(subject: string): SubjectParts {
  if (subject === FLEET_SUBJECT) return { agent: null, kind: 'fleet', name: '' };
  const [, agent = null, own] = AGENT.exec(subject) ?? [];
  if (agent === null) return { agent, ...ownParts(subject) };
  return own === undefined ? { agent, kind: 'agent', name: '' } : { agent, ...ownParts(own) };
}

function ownParts(subject: string): Pick<SubjectParts, 'kind' | 'name'> {
  if (subject === ENGINE_SUBJECT) return { kind: 'engine', name: '' };
  if (subject.startsWith(DESTINATION))
    return { kind: 'destination', name: subject.slice(DESTINATION.length) };
  return {
    kind: 'container',
    name: subject.startsWith(CONTAINER) ? subject.slice(CONTAINER.length) : subject,
  };
}
