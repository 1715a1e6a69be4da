import type { Clock } from '../clock.ts';
import { HaleError } from '../error.ts';
import type { Log } from '../log.ts';
import type { Random } from '../random.ts';
import type { Signal } from '../signal.ts';
import type { Act } from './act.ts';
import { cast } from './cast.ts';
import type { ContainerSpec } from './container.ts';
import { Daemon } from './daemon.ts';
import { FIRST_TURN_MS, nextTurn } from './fate.ts';
import { perform } from './perform.ts';
import { route } from './router.ts';
import { containerRoutes } from './routes/containers.ts';
import { eventRoutes } from './routes/events.ts';
import { execRoutes } from './routes/exec.ts';
import { lifecycleRoutes } from './routes/lifecycle.ts';
import { systemRoutes } from './routes/system.ts';
import type { ScriptStep } from './script.ts';
import { seededRandom } from './seeded.ts';

export interface SimulatedEngineOptions {
  readonly clock: Clock;
  /** For ids, and for when the first probes are due. */
  readonly random: Random;
  /** Default {@link cast}. */
  readonly containers?: readonly ContainerSpec[];
  readonly script?: readonly ScriptStep[];
  /** Has the containers get into trouble and out of it by themselves: the same life for the same seed and containers. */
  readonly seed?: number;
  /** Told of each step of the script that could not be done. */
  readonly log?: Log;
}

export interface SimulatedEngine {
  /**
   * The Docker Engine API, as moby 26.1 (API 1.45) has it, with and without a version in the path. `POST /exec/{id}/start`
   * answers with the raw stream of a 200; a server that was asked for an upgrade sends the same bytes after a 101.
   * Anything it does not have is a 404.
   */
  fetch(request: Request): Promise<Response>;
  /** Lets time take effect: checks, exits, restarts, script. Without it they do at the next call only. Ends when aborted. */
  run(signal: Signal): Promise<void>;
  /**
   * Has a container, by name or id, do something. Resolves when the engine would have answered; `stop` and `restart` wait
   * for the exit. Throws a HaleError `not-found`, `conflict` or `bad-input`.
   */
  act(container: string, act: Act): Promise<void>;
  /** Adds a container where its past left it, or creates and starts it. Returns its id. */
  place(spec: ContainerSpec): string;
}

const ROUTES = [...systemRoutes, ...eventRoutes, ...containerRoutes, ...lifecycleRoutes, ...execRoutes];

/** An engine that is all pretence: no process, no file, no socket, and time and chance as they are given. */
export function createSimulatedEngine(options: SimulatedEngineOptions): SimulatedEngine {
  const { clock, random, containers = cast(), script = [], seed, log } = options;
  const daemon = new Daemon(clock, random);
  const { agenda } = daemon;
  for (const spec of containers) daemon.place(spec);

  function tryTo(container: string, act: Act): void {
    perform(daemon, container, act).catch((error: unknown) => {
      if (!(error instanceof HaleError)) throw error;
      log?.warn('a simulated step could not be done', { container, act: act.do, error: error.message });
    });
  }

  for (const { atMs, container, act } of script) agenda.after(atMs, () => tryTo(container, act));
  if (seed !== undefined) {
    const fate = seededRandom(seed);
    const takeTurn = (): void => {
      const turn = nextTurn(
        daemon.supervisors.map(({ container }) => container),
        fate,
      );
      if (turn !== null) tryTo(turn.container, turn.act);
      agenda.after(turn?.afterMs ?? FIRST_TURN_MS, takeTurn);
    };
    agenda.after(FIRST_TURN_MS, takeTurn);
  }

  return {
    fetch(request) {
      agenda.settle();
      return route(ROUTES, daemon, request);
    },
    run: (signal) => agenda.run(signal),
    act(container, act) {
      agenda.settle();
      return perform(daemon, container, act);
    },
    place(spec) {
      agenda.settle();
      return daemon.place(spec).container.id;
    },
  };
}
