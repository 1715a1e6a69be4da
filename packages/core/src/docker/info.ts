import * as z from 'zod';
import type { Signal } from '../signal.ts';
import { isTimestamp, parseTimestamp } from '../timestamp.ts';
import { call } from './call.ts';
import type { Engine } from './engine.ts';

export interface EngineInfo {
  /** Docker keeps it; Podman makes up another for each call. */
  readonly id: string;
  /** The host's name. */
  readonly name: string;
  readonly serverVersion: string;
  /** `linux` or `windows`. */
  readonly osType: string;
  readonly operatingSystem: string;
  readonly cgroupVersion: string;
  /** Containers live on while the engine restarts. */
  readonly liveRestore: boolean;
  readonly rootless: boolean;
  /** The engine's clock as epoch milliseconds; `null` when it does not say. */
  readonly systemTime: number | null;
}

const text = z.string().nullish();
const answer = z.object({
  ID: text,
  Name: text,
  ServerVersion: z.string(),
  OSType: text,
  OperatingSystem: text,
  CgroupVersion: text,
  LiveRestoreEnabled: z.boolean().nullish(),
  SecurityOptions: z.array(z.string()).nullish(),
  SystemTime: text,
});

/** `GET /info`, as far as hale's doctor asks. */
export async function info(engine: Engine, options: { readonly signal?: Signal } = {}): Promise<EngineInfo> {
  const said = await call(engine, { method: 'GET', path: '/info', allow: 'INFO=1', ...options }, answer);
  const time = said.SystemTime ?? '';
  return {
    id: said.ID ?? '',
    name: said.Name ?? '',
    serverVersion: said.ServerVersion,
    osType: said.OSType ?? '',
    operatingSystem: said.OperatingSystem ?? '',
    cgroupVersion: said.CgroupVersion ?? '',
    liveRestore: said.LiveRestoreEnabled ?? false,
    rootless: (said.SecurityOptions ?? []).some((option) => /^(?:name=)?rootless(?:,|$)/.test(option)),
    systemTime: isTimestamp(time) ? (parseTimestamp(time)?.epochMs ?? null) : null,
  };
}
