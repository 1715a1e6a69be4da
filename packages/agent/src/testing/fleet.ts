import type { Container, ListedContainer } from '@hale/core';
import { aContainer, anEvent, at, NOON } from '@hale/core/testing';
import { Fleet } from '../fleet.ts';
import type { FleetCommand, FleetInput } from '../fleet-input.ts';

export const ID = aContainer().id;
export const connected = (offsetMs = 0, streaming = true): FleetInput => ({
  kind: 'connected',
  at: NOON + offsetMs,
  streaming,
  asksTold: true,
});
export const lost = (offsetMs: number): FleetInput => ({ kind: 'lost', at: NOON + offsetMs });
export const time = (offsetMs: number): FleetInput => ({ kind: 'time', at: NOON + offsetMs });
export const event = (...args: Parameters<typeof anEvent>): FleetInput => ({
  kind: 'event',
  event: anEvent(...args),
});
export const inspected = (
  container: Container | null,
  offsetMs = 0,
  id = container?.id ?? ID,
): FleetInput => ({
  kind: 'inspected',
  id,
  at: NOON + offsetMs,
  container,
});
export const listed = (...containers: Container[]): FleetInput => ({
  kind: 'listed',
  containers: containers.map(listing),
});
export const listing = ({ id, name, image, labels, state, health }: Container): ListedContainer => ({
  id,
  name,
  image,
  labels,
  status: state.status,
  healthStatus: state.status === 'running' ? (health?.status ?? null) : null,
});

/** A fleet that has taken `inputs`; `told` since then, and asked, in short words. */
export function fleetAfter(...inputs: FleetInput[]) {
  const fleet = new Fleet();
  for (const input of inputs) fleet.step(input);
  return { fleet, tell: teller(fleet) };
}

export function teller(fleet: Fleet) {
  return (...inputs: FleetInput[]) => {
    const steps = inputs.map((input) => fleet.step(input));
    return {
      told: steps.flatMap(({ transitions }) =>
        transitions.map(({ from, to, cause }) => `${from} → ${to} by ${cause}`),
      ),
      asked: steps.flatMap(({ commands }) => commands.map(wordsOf)),
    };
  };
}

function wordsOf(command: FleetCommand): string {
  return command.kind === 'list' ? 'list' : `inspect ${command.id.slice(0, 6)}`;
}

export const withWeb = (web: Container) => fleetAfter(connected(), listed(web), inspected(web));
export const exited = (exitCode: number, offsetMs: number) =>
  aContainer({ state: { status: 'exited', exitCode, finishedAt: at(offsetMs) } });
