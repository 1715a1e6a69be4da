import { HaleError, type Http } from '@hale/core';
import { createFetchHttp } from '@hale/core/fetch';
import {
  type ContainerSpec,
  createSimulatedEngine,
  type SimulatedEngine,
  seededRandom,
} from '@hale/core/simulate';
import { createSimulatedClock, NOON, type SimulatedClock } from '@hale/core/testing';
import { onTestFinished } from 'vitest';
import type { FindEngine, NoEngine } from '../engine.ts';
import { run } from '../program.ts';
import { type Recording, type RecordingOptions, record } from './recording.ts';

/** A simulated engine at a simulated noon, and command lines run against it. */
export interface TestEngine {
  readonly engine: SimulatedEngine;
  readonly clock: SimulatedClock;
  readonly http: Http;
  /** How many sessions have let go of it. */
  readonly closed: number;
  start(argv: readonly string[], options?: RecordingOptions): Running;
  /** To the end: no time passes. */
  run(argv: readonly string[], options?: RecordingOptions): Promise<Ran>;
  /** Cuts every connection, and refuses new ones until it is called with `true`. */
  reachable(yes: boolean): void;
}

export interface Running extends Recording {
  readonly exit: Promise<number>;
}

export interface Ran {
  readonly exitCode: number;
  readonly stdout: string;
  readonly stderr: string;
}

export function testEngine(...containers: readonly ContainerSpec[]): TestEngine {
  const clock = createSimulatedClock(NOON);
  const engine = createSimulatedEngine({ clock, random: seededRandom(1), containers });
  const ended = new AbortController();
  const life = engine.run(ended.signal);
  onTestFinished(async () => {
    ended.abort();
    await life;
  });
  const inner = createFetchHttp((request) => engine.fetch(request));
  let cut = new AbortController();
  const http: Http = (request) => {
    if (cut.signal.aborted) throw cut.signal.reason;
    const either = new AbortController();
    for (const signal of [cut.signal, request.signal])
      signal?.addEventListener('abort', () => either.abort(signal.reason));
    return inner({ ...request, signal: either.signal });
  };
  let closed = 0;
  const find: FindEngine = async () => ({
    http,
    label: 'unix:///test.sock',
    from: '--host',
    simulated: false,
    host: { kind: 'here', bridged: false },
    close: async () => {
      closed += 1;
    },
  });
  const start: TestEngine['start'] = (argv, options = {}) => {
    const recording = record({ clock, ...options });
    return { ...recording, exit: run(argv, recording.io, find) };
  };
  return {
    engine,
    clock,
    http,
    get closed() {
      return closed;
    },
    start,
    async run(argv, options) {
      const { exit, stdout, stderr } = start(argv, options);
      return { exitCode: await exit, stdout: stdout.text, stderr: stderr.text };
    },
    reachable(yes) {
      if (yes) cut = new AbortController();
      else cut.abort(new HaleError('unreachable', 'nothing answers at unix:///test.sock'));
    },
  };
}

/** As on a machine without Docker or Podman. */
export const findNothing: FindEngine = async (): Promise<NoEngine> => ({
  looked: ['/var/run/docker.sock', '/run/podman/podman.sock'],
});

/** A machine under load is slow: this is only how long a failure takes. */
const PATIENCE_MS = 10_000;

/** Turns of the event loop until something is so, simulated time apart. */
export async function until(what: string, isSo: () => boolean): Promise<void> {
  const end = performance.now() + PATIENCE_MS;
  while (!isSo()) {
    if (performance.now() > end) throw new Error(`it never came to this: ${what}`);
    await new Promise((resolve) => setImmediate(resolve));
  }
}

export const checked = { test: ['CMD', 'true'], intervalMs: 1000, timeoutMs: 1000, retries: 2 };
export const passing = { exitCode: 0, output: 'ok\n', durationMs: 10 };
export const failing = { exitCode: 1, output: 'trying\nconnection refused\n', durationMs: 10 };

export function service(name: string): Readonly<Record<string, string>> {
  return {
    'com.docker.compose.project': 'shop',
    'com.docker.compose.service': name,
    'com.docker.compose.container-number': '1',
  };
}
