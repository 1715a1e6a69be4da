import * as z from 'zod';
import type { Http } from '../http.ts';
import type { Signal } from '../signal.ts';
import { isApiVersion } from './api-version.ts';
import { call } from './call.ts';
import type { Engine } from './engine.ts';

export interface EngineVersion {
  /** The engine's own version, such as `26.1.5`. */
  readonly version: string;
  /** The highest API version it speaks. */
  readonly apiVersion: string;
  /** The lowest; `null` when it does not say. */
  readonly minApiVersion: string | null;
  readonly os: string;
  readonly arch: string;
  readonly kernel: string;
}

const apiVersion = z.string().refine(isApiVersion, 'expected a version such as 1.44');
const answer = z.object({
  Version: z.string(),
  ApiVersion: apiVersion,
  MinAPIVersion: apiVersion.nullish(),
  Os: z.string().nullish(),
  Arch: z.string().nullish(),
  KernelVersion: z.string().nullish(),
});

/** `GET /version`. */
export function version(engine: Engine, options: { readonly signal?: Signal } = {}): Promise<EngineVersion> {
  return fetchVersion(engine.http, options);
}

/** Not versioned in its path, so that it answers even a hale that is too old for the engine. */
export async function fetchVersion(
  http: Http,
  options: { readonly signal?: Signal },
): Promise<EngineVersion> {
  const said = await call(
    { http },
    { method: 'GET', path: '/version', allow: 'VERSION=1', ...options },
    answer,
  );
  return {
    version: said.Version,
    apiVersion: said.ApiVersion,
    minApiVersion: said.MinAPIVersion ?? null,
    os: said.Os ?? '',
    arch: said.Arch ?? '',
    kernel: said.KernelVersion ?? '',
  };
}
