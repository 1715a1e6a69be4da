import type { Http, Transition } from '@hale/core';
import { createFetchHttp } from '@hale/core/fetch';
import {
  type ContainerSpec,
  createSimulatedEngine,
  type SimulatedEngine,
  seededRandom,
} from '@hale/core/simulate';
import { createSimulatedClock, type SimulatedClock } from '@hale/core/testing';

export interface TestEngine {
  readonly clock: SimulatedClock;
  readonly engine: SimulatedEngine;
  readonly http: Http;
  /** What has been asked of the engine so far, such as `GET /containers/web/json`. */
  readonly calls: string[];
  /** Ends all connections and refuses new ones, until called with `true`. */
  answer(yes: boolean): void;
}

/** A simulated engine with its clock, behind a network that counts and can be cut. */
export function aTestEngine(...containers: ContainerSpec[]): TestEngine {
  const clock = createSimulatedClock();
  const engine = createSimulatedEngine({ clock, random: seededRandom(1), containers });
  const calls: string[] = [];
  let cut = new AbortController();
  let answering = true;
  const over = createFetchHttp(async (request) => {
    calls.push(`${request.method} ${new URL(request.url).pathname.replace(/^\/v[\d.]+/, '')}`);
    if (!answering) throw new TypeError('refused');
    return broken(await engine.fetch(request), cut.signal);
  });
  return {
    clock,
    engine,
    http: over,
    calls,
    answer(yes) {
      answering = yes;
      if (yes) cut = new AbortController();
      else cut.abort(new TypeError('cut'));
    },
  };
}

/** The same response, whose body fails once the signal says so. */
function broken(response: Response, signal: AbortSignal): Response {
  if (!response.body) return response;
  const through = new TransformStream<Uint8Array, Uint8Array>();
  response.body.pipeTo(through.writable, { signal }).catch(() => undefined);
  return new Response(through.readable, response);
}

/** Runs a watch in the background; `told` grows as it tells. */
export function listen(transitions: AsyncIterable<Transition>): {
  readonly told: string[];
  readonly ended: Promise<void>;
} {
  const told: string[] = [];
  const read = async (): Promise<void> => {
    for await (const { subject, from, to, cause } of transitions)
      told.push(`${subject} ${from} → ${to} by ${cause}`);
  };
  return { told, ended: read() };
}

/** Has the engine's own time pass (checks, restarts) while `during` goes on. */
export async function alive<T>({ engine }: TestEngine, during: () => Promise<T>): Promise<T> {
  const stop = new AbortController();
  const life = engine.run(stop.signal).catch(() => undefined);
  try {
    return await during();
  } finally {
    stop.abort();
    await life;
  }
}
