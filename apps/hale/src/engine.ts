import type { EngineHost } from '@hale/agent';
import { HaleError, type Http } from '@hale/core';
import {
  connectEndpoint,
  discoverEndpoint,
  type Endpoint,
  type EndpointFlags,
  isLoopbackHost,
  thisMachine,
} from '@hale/core/node';
import type { Io } from './io.ts';

/** An engine that a command may call, as far as one knows before the first call. */
export interface EngineAccess {
  readonly http: Http;
  /** Where it is. Safe to print. */
  readonly label: string;
  /** What decided for it: a flag, a variable, a context, or the usual socket. */
  readonly from: string;
  /** Its containers are made up. */
  readonly simulated: boolean;
  /** From where hale would check its containers; `null`: there is nothing to reach. */
  readonly host: EngineHost | null;
  close(): Promise<void>;
}

/** Nothing is configured, and there is no socket in any of these places. */
export interface NoEngine {
  readonly looked: readonly string[];
}

export type FindEngine = (flags: EndpointFlags, io: Io) => Promise<EngineAccess | NoEngine>;

export const findEngine: FindEngine = async (flags, { env }) => {
  const machine = { ...thisMachine(), env };
  const found = await discoverEndpoint(flags, machine);
  if (found.kind === 'none') return found;
  const { http, close } = await connectEndpoint(found.endpoint, {}, machine);
  const host = hostOf(found.endpoint);
  return { http, close, label: found.label, from: found.from, simulated: false, host };
};

function hostOf(endpoint: Endpoint): EngineHost {
  // Elsewhere than on Linux the engine runs in a virtual machine.
  const here: EngineHost = { kind: 'here', bridged: process.platform === 'linux' };
  if (endpoint.kind === 'unix' || endpoint.kind === 'npipe' || isLoopbackHost(endpoint.host)) return here;
  return { kind: 'elsewhere', host: endpoint.host };
}

export function requireEngine(found: EngineAccess | NoEngine): EngineAccess {
  if ('http' in found) return found;
  throw new HaleError(
    'unreachable',
    `no engine is configured, and there is no socket at ${found.looked.join(', ')}`,
    {
      hint: 'Start Docker or Podman, or say where it is: --host URL, --context NAME or DOCKER_HOST.',
    },
  );
}
