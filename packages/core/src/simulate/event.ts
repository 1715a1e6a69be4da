import type { SimulatedContainer } from './container.ts';
import { type Instant, toSeconds } from './instant.ts';

/** What happened, as it goes over the wire. */
export interface SimulatedEvent {
  readonly action: string;
  readonly id: string;
  readonly attributes: Readonly<Record<string, string>>;
  readonly at: Instant;
}

export type Attributes = Readonly<Record<string, string>>;

/** Moby lays a container's labels over the event's own attributes; only image and name are safe from them. */
export function containerEvent(
  container: SimulatedContainer,
  action: string,
  own: Attributes,
  at: Instant,
): SimulatedEvent {
  const attributes = { ...own, ...container.labels, image: container.image, name: container.name };
  return { action, id: container.id, attributes, at };
}

/** One line. JSON.stringify cannot write `timeNano`, which is beyond JavaScript's safe integers. */
export function encodeEvent({ action, id, attributes, at }: SimulatedEvent): string {
  const event = {
    status: action,
    id,
    from: attributes['image'],
    Type: 'container',
    Action: action,
    Actor: { ID: id, Attributes: attributes },
    scope: 'local',
    time: toSeconds(at),
  };
  return `${JSON.stringify(event).slice(0, -1)},"timeNano":${at}}\n`;
}
