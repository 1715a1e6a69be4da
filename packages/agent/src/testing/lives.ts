import {
  type Container,
  type EngineEvent,
  type EventAction,
  type Monitor,
  startMonitor,
  step,
} from '@hale/core';
import { aContainer, anEvent, at, NOON } from '@hale/core/testing';
import type { Recordable } from '../recorder.ts';

/** Containers and what is believed of them, without an engine: each event is known as soon as it happens. */
export class Lives {
  readonly monitors = new Map<string, Monitor>();
  #offsetMs = 0;

  /** A container that nobody has seen until its first event. `id`: one letter will do. */
  create(letter: string, change: Partial<Omit<Container, 'id' | 'state' | 'createdAt'>> = {}): Recordable {
    this.#offsetMs += 1_000;
    const container = aContainer({
      ...change,
      id: letter.repeat(64),
      createdAt: at(this.#offsetMs),
      state: { status: 'created' },
    });
    this.monitors.set(container.id, startMonitor(container, NOON - 1));
    return this.#after(container.id, 'create', { name: container.name });
  }

  /** The next second: something happens to it. */
  happen(
    letter: string,
    action: EventAction,
    what: Pick<Partial<EngineEvent>, 'name' | 'health'> = {},
  ): Recordable {
    this.#offsetMs += 1_000;
    const id = letter.repeat(64);
    return this.#after(id, action, { name: this.monitors.get(id)?.container.name ?? '', ...what });
  }

  is(letter: string): boolean {
    return this.monitors.has(letter.repeat(64));
  }

  #after(id: string, action: EventAction, what: Partial<EngineEvent>): Recordable {
    const event = anEvent(action, this.#offsetMs, { exitCode: 1, ...what, id });
    const before = this.monitors.get(id);
    if (!before) throw new Error(`there is no ${id}`);
    const { monitor, transition } = step(before, { kind: 'event', event });
    const isGone = monitor.condition === 'removed';
    if (isGone) this.monitors.delete(id);
    else this.monitors.set(id, monitor);
    return {
      at: event.at,
      transitions: transition ? [transition] : [],
      monitors: isGone ? [] : [monitor],
      forgotten: isGone ? [id] : [],
      engineLost: false,
    };
  }
}
