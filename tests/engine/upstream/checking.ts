import { type CheckOptions, probeRunner, type Watch, watchContainers } from '@hale/agent';
import type { Clock, Container, Health, HealthStatus, ProbeResult } from '@hale/core';
import { connect, inspect } from '@hale/core/docker';
import { connectEndpoint, connectTcp, createEndProcess } from '@hale/core/node';
import { systemClock, systemRandom } from '@hale/core/system';
import { createTargetHttp } from '@hale/core/undici';
import { expect, onTestFinished } from 'vitest';
import { type ContainerOptions, type Engine, until } from '../rig/index.ts';

/** hale at work on an engine, for the length of a test. The engine has no containers after it. */
export interface Checking {
  readonly watch: Watch;
  /** The conditions that were told of the container of this name. */
  told(name: string): readonly string[];
  /** What hale says of its health; `undefined`: it does not know the container yet. */
  health(name: string): Health | null | undefined;
  /** Waits for a health, and proves that it is hale's: its last result is what a probe of hale's own has found. */
  becomes(name: string, status: HealthStatus, wanted?: (health: Health) => boolean): Promise<Judged>;
  /** As the engine itself shows it. */
  inspect(name: string): Promise<Container>;
}

export interface Judged extends Health {
  readonly last: ProbeResult;
}

export interface Hands {
  readonly allowExec?: boolean;
  readonly clock?: Clock;
}

const LIST_MS = 2_000;

export async function checking(engine: Engine, hands: Hands = {}): Promise<Checking> {
  const { allowExec = true, clock = systemClock } = hands;
  const { http, close } = await connectEndpoint({ kind: 'unix', path: engine.socket });
  const target = createTargetHttp({ verify: true, serverName: null });
  const stop = new AbortController();
  const probe = probeRunner({
    http: () => target.http,
    connect: connectTcp,
    endProcess: createEndProcess(),
    host: { kind: 'here', bridged: true },
    closing: stop.signal,
  });
  const found = new Map<string, ProbeResult[]>();
  const run: CheckOptions['run'] = async (container, ...how) => {
    const outcome = await probe(container, ...how);
    if (outcome.kind === 'finding')
      found.set(container.name, [...(found.get(container.name) ?? []), outcome.finding]);
    return outcome;
  };
  const checks = { run, allowExec };
  const options = { clock, random: systemRandom, signal: stop.signal, reconcileMs: LIST_MS, checks };
  const watch = watchContainers(http, options);
  const conditions = new Map<string, string[]>();
  const over = (async () => {
    for await (const { subject, to } of watch)
      conditions.set(subject, [...(conditions.get(subject) ?? []), to]);
  })();
  onTestFinished(async () => {
    stop.abort();
    await over;
    await Promise.all([target.close(), close()]);
    await engine.removeContainers();
  });

  const health = (name: string): Health | null | undefined =>
    watch.containers().find(({ container }) => container.name === name)?.container.health;
  return {
    watch,
    health,
    told: (name) => conditions.get(`container/${name}`) ?? [],
    async becomes(name, status, wanted = () => true) {
      const judged = await until(`${name} is ${status}`, () => {
        const seen = health(name);
        return seen?.status === status && seen.log.length > 0 && wanted(seen) ? seen : undefined;
      });
      const last = judged.log.at(-1);
      expect(found.get(name)).toContainEqual(expect.objectContaining(last));
      return { ...judged, last: last as ProbeResult };
    },
    inspect: async (name) => inspect(await connect(http), name),
  };
}

/** At which the engine's own probing does not come to its first result. */
const NEVER_MS = 3_600_000;

/** A container's own healthcheck, at a pace at which hale alone comes to run it. */
export function byHale(
  test: readonly string[],
  pace: { readonly interval: string; readonly timeout?: string; readonly retries?: string },
): Required<Pick<ContainerOptions, 'health' | 'labels'>> {
  const settings = Object.entries(pace).map(([name, value]) => [`hale.${name}`, value]);
  return {
    health: { test, intervalMs: NEVER_MS },
    labels: { 'hale.check.by': 'hale', ...Object.fromEntries(settings) },
  };
}

export async function docker(engine: Engine, ...args: string[]): Promise<string> {
  const { code, stdout, stderr } = await engine.docker(...args);
  expect({ args, code, stderr: code === 0 ? '' : stderr }).toEqual({ args, code: 0, stderr: '' });
  return stdout.trim();
}
