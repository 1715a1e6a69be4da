import type { Labels } from './container.ts';

const COMPOSE = 'com.docker.compose.';

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
  return place ? `container/${place.project}/${place.service}/${place.number}` : `container/${name}`;
}

export const ENGINE_SUBJECT = 'engine';

/** A destination is a subject too: that it cannot be told is told to the others. */
export function destinationSubject(name: string): string {
  return `destination/${name}`;
}
