import { HaleError } from '@hale/core';
import { type Engine, inspect, list } from '@hale/core/docker';
import type { FleetCommand, FleetInput } from './fleet-input.ts';

/** An event waits so long for the inspect that explains it, then it is told without. */
export const INSPECT_TIMEOUT_MS = 2_000;
/** More at once would only queue in the engine. */
export const INSPECTS_AT_ONCE = 8;

interface CallerOptions {
  /** The engine's clock. */
  readonly now: () => number;
  readonly signal: AbortSignal;
  readonly answer: (input: FleetInput) => void;
  readonly listFailed: (error: unknown) => void;
}

/** Carries out what a fleet asks for: apart from the event stream, all that watching costs the engine is here. */
export class Caller {
  readonly #options: CallerOptions;
  readonly #waiting: string[] = [];
  #inspecting = 0;

  constructor(options: CallerOptions) {
    this.#options = options;
  }

  call(engine: Engine, command: FleetCommand): void {
    const { signal, answer, listFailed } = this.#options;
    if (command.kind === 'list') {
      list(engine, { all: true, signal }).then(
        (containers) => answer({ kind: 'listed', containers }),
        listFailed,
      );
      return;
    }
    this.#waiting.push(command.id);
    this.#inspectMore(engine);
  }

  #inspectMore(engine: Engine): void {
    while (this.#inspecting < INSPECTS_AT_ONCE) {
      const id = this.#waiting.shift();
      if (id === undefined) return;
      this.#inspecting += 1;
      void this.#inspect(engine, id).then((input) => {
        this.#inspecting -= 1;
        this.#options.answer(input);
        this.#inspectMore(engine);
      });
    }
  }

  async #inspect(engine: Engine, id: string): Promise<FleetInput> {
    const { signal, now } = this.#options;
    try {
      const container = await inspect(engine, id, { signal, timeoutMs: INSPECT_TIMEOUT_MS });
      return { kind: 'inspected', id, at: now(), container };
    } catch (error) {
      const gone = error instanceof HaleError && error.code === 'not-found';
      return gone ? { kind: 'inspected', id, at: now(), container: null } : { kind: 'uninspected', id };
    }
  }
}
