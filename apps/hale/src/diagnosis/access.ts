import { HaleError, type Http, type ListedContainer } from '@hale/core';
import { connect, type Engine, info, inspect, list, version } from '@hale/core/docker';
import { type Finding, fine, plural, problem, warning } from './finding.ts';

/** Every engine from Docker 25 to 29 and Podman 4 and later speaks it, if it may not be asked. */
const ASSUMED_API_VERSION = '1.44';

export interface Meeting {
  readonly engine: Engine;
  readonly finding: Finding;
}

/** Who answers. Where a proxy forbids to ask, what is most likely, so that the other calls can be tried. */
export async function meet(http: Http, signal: AbortSignal): Promise<Meeting> {
  try {
    const engine = await connect(http, { signal });
    const { apiVersion, engineApiVersion } = engine;
    const finding = fine('api', `the engine speaks up to ${engineApiVersion}, hale uses ${apiVersion}`);
    return { engine, finding };
  } catch (error) {
    if (!(error instanceof HaleError) || error.code !== 'refused') throw error;
    const apiVersion = ASSUMED_API_VERSION;
    return {
      engine: { http, kind: 'docker', apiVersion, engineApiVersion: apiVersion, date: null },
      finding: problem('ping', error.message, error.hint ?? ''),
    };
  }
}

export async function checkVersion(engine: Engine, signal: AbortSignal): Promise<Finding> {
  return attempt('version', 'warning', async () => {
    const { version: number, os, arch } = await version(engine, { signal });
    const product = engine.kind === 'podman' ? 'Podman' : 'Docker';
    return `${product} ${number} on ${os}/${arch}`;
  });
}

/** The second is the engine's clock less this machine's, in milliseconds. */
export async function checkInfo(
  engine: Engine,
  now: () => number,
  signal: AbortSignal,
): Promise<readonly [Finding, number | null]> {
  let ahead = engine.date === null ? null : aheadOf(engine.date, now());
  const finding = await attempt('info', 'warning', async () => {
    const asked = now();
    const { name, operatingSystem, systemTime, rootless } = await info(engine, { signal });
    if (systemTime !== null) ahead = Math.round(systemTime - (asked + now()) / 2);
    return `${name}, ${operatingSystem}${rootless ? ', rootless' : ''}`;
  });
  return [finding, ahead];
}

export async function checkContainers(engine: Engine, signal: AbortSignal): Promise<readonly Finding[]> {
  let listed: readonly ListedContainer[] = [];
  const findings = [
    await attempt('list', 'problem', async () => {
      listed = await list(engine, { all: true, signal });
      return plural(listed.length, 'container');
    }),
  ];
  const [first] = listed;
  if (first !== undefined) {
    findings.push(
      await attempt('inspect', 'problem', async () => {
        await inspect(engine, first.id, { signal });
        return 'allowed';
      }),
    );
  }
  return findings;
}

/** A `Date` header says the whole second. */
function aheadOf(date: number, now: number): number {
  if (now < date) return date - now;
  return now < date + 1000 ? 0 : date + 999 - now;
}

async function attempt(
  topic: string,
  bad: 'warning' | 'problem',
  look: () => Promise<string>,
): Promise<Finding> {
  try {
    return fine(topic, await look());
  } catch (error) {
    // What has gone since it was listed may be looked at.
    if (error instanceof HaleError && error.code === 'not-found') return fine(topic, 'allowed');
    if (!(error instanceof HaleError)) throw error;
    const judge = bad === 'problem' ? problem : warning;
    return judge(topic, error.message, error.hint ?? 'Look at the log of the engine.');
  }
}
