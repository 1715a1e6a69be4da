import { HaleError } from '../error.ts';
import type { Http } from '../http.ts';
import type { Signal } from '../signal.ts';
import { compareApiVersions, MAX_API_VERSION, MIN_API_VERSION, negotiate } from './api-version.ts';
import { ping } from './ping.ts';
import { fetchVersion } from './version.ts';

export type EngineKind = 'docker' | 'podman';

/** An engine that has answered, and how to speak to it. Plain data: nothing is held open. */
export interface Engine {
  readonly http: Http;
  readonly kind: EngineKind;
  /** Spoken from here on, such as `1.44`: the highest that both know. */
  readonly apiVersion: string;
  /** The highest that the engine knows. */
  readonly engineApiVersion: string;
  /** The engine's clock when it answered, in whole seconds as epoch milliseconds; `null` when it did not say. */
  readonly date: number | null;
  /** Labels of containers that are kept besides those that hale itself reads. */
  readonly labels?: ReadonlySet<string>;
}

export interface ConnectOptions {
  readonly signal?: Signal;
  /** Keys of labels to keep besides those that hale itself reads. */
  readonly labels?: ReadonlySet<string> | undefined;
}

/**
 * Asks the engine who it is and settles the API version. One request, or two when the engine is newer than hale.
 *
 * @throws HaleError `api-version` when the two ranges do not meet; `protocol` when it is no container engine; `refused`
 * when a proxy forbids the ping; and whatever the `Http` throws
 */
export async function connect(http: Http, { labels, ...options }: ConnectOptions = {}): Promise<Engine> {
  const { kind, apiVersion: engineApiVersion, date } = await ping(http, options);
  const apiVersion = negotiate(engineApiVersion);
  if (compareApiVersions(engineApiVersion, MAX_API_VERSION) > 0)
    await checkMinimum(http, engineApiVersion, options);
  return { http, kind, apiVersion, engineApiVersion, date, ...(labels && { labels }) };
}

/** Only an engine newer than hale can have dropped what hale speaks, and only `/version` tells its minimum. */
async function checkMinimum(
  http: Http,
  engineMax: string,
  options: { readonly signal?: Signal },
): Promise<void> {
  const minimum = await engineMinimum(http, options);
  if (minimum === null || compareApiVersions(minimum, MAX_API_VERSION) <= 0) return;
  throw new HaleError(
    'api-version',
    `the engine speaks API ${minimum} to ${engineMax}, hale speaks ${MIN_API_VERSION} to ${MAX_API_VERSION}`,
    { hint: 'Update hale, or lower the engine\'s minimum ("min-api-version" in daemon.json).' },
  );
}

async function engineMinimum(http: Http, options: { readonly signal?: Signal }): Promise<string | null> {
  try {
    return (await fetchVersion(http, options)).minApiVersion;
  } catch (error) {
    if (error instanceof HaleError && error.code === 'refused') return null;
    throw error;
  }
}
