import {
  type Container,
  engineNow,
  HaleError,
  type Health,
  type JournalEntry,
  type Monitor,
  type Signal,
} from '@hale/core';
import { Dispatch, type PassReport } from '@hale/transport';
import type { AgentOptions } from './agent.ts';
import { Fleet } from './fleet.ts';
import type { FleetInput, FleetStep } from './fleet-input.ts';
import { Recorder } from './recorder.ts';
import { recorderOptions } from './recorder-options.ts';
import { survey } from './survey.ts';
import type { ContainerView } from './view.ts';

export interface TickOptions extends Omit<AgentOptions, 'pingUrl' | 'hub'> {
  readonly signal?: Signal;
  /** Longest that deliveries are waited for. */
  readonly deliverMs: number;
}

/** What one pass has found and done. */
export interface TickReport {
  readonly containers: readonly ContainerView[];
  /** New in the journal. */
  readonly entries: readonly JournalEntry[];
  readonly delivered: PassReport;
  /** Why the engine could not be looked at. */
  readonly error: HaleError | null;
}

/**
 * One bounded pass, for cron and serverless: looks at every container, runs once each check that is hale's, records what has changed
 * since the pass before, and delivers what is due. The same rules as the agent that stays; only what came and went between two passes
 * is not seen.
 */
export async function tick(options: TickOptions): Promise<TickReport> {
  const { signal, deliverMs } = options;
  const dispatch = dispatchOf(options);
  await dispatch.prepare({ alone: true });
  const { recorder, remembered } = await Recorder.open(recorderOptions(options));
  const fleet = new Fleet(null, remembered);
  const { steps, error } = await look(fleet, options, remembered?.monitors ?? []);
  const entries = await recorder.record(steps);
  await recorder.look();
  const delivered = await dispatch.pass({ deadlineMs: deliverMs, ...(signal && { signal }) });
  return { containers: recorder.withFlapping(fleet.views()), entries, delivered, error };
}

async function look(
  fleet: Fleet,
  { http, clock, signal, watch: { checks, select, labels } = {} }: TickOptions,
  remembered: readonly Monitor[],
): Promise<{ readonly steps: readonly FleetStep[]; readonly error: HaleError | null }> {
  const steps: FleetStep[] = [];
  const take = (input: FleetInput): FleetStep => {
    const step = fleet.step(input);
    steps.push(step);
    return step;
  };
  try {
    const { at, containers } = await survey(http, {
      clock,
      all: true,
      ...(signal && { signal }),
      ...(checks && { checks }),
      ...(select && { select }),
      ...(labels && { labels }),
      healthOf: (container) => healthBefore(container, remembered),
    });
    const found = new Map(containers.map((container) => [container.id, container]));
    take({ kind: 'connected', at, streaming: false, asksTold: false });
    const { commands } = take({ kind: 'listed', containers: containers.map(listing) });
    for (const command of commands)
      if (command.kind === 'inspect')
        take({ kind: 'inspected', id: command.id, at, container: found.get(command.id) ?? null });
    return { steps, error: null };
  } catch (error) {
    if (!(error instanceof HaleError)) throw error;
    take({ kind: 'lost', at: engineNow(null, clock.now()) });
    return { steps, error };
  }
}

/** Of the same run. */
function healthBefore(container: Container, remembered: readonly Monitor[]): Health | null {
  const before = remembered.find((monitor) => monitor.container.id === container.id)?.container;
  return before?.state.startedAt === container.state.startedAt ? before.health : null;
}

function listing({ id, name, image, labels, state, health }: Container) {
  return { id, name, image, labels, status: state.status, healthStatus: health?.status ?? null };
}

function dispatchOf(options: TickOptions): Dispatch {
  const { store, internet, destinations = [], output = true, clock, random, hash, sender, log } = options;
  const ports = { outbox: store, http: internet, clock, random, hash, sender, output };
  return new Dispatch({ ...ports, destinations, ...(log && { log }) });
}
