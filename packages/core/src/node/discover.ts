import { HaleError } from '../error.ts';
import { type Address, parseAddress } from './address.ts';
import { configFolder, currentContext, DEFAULT_CONTEXT, readContext } from './contexts.ts';
import { type Endpoint, endpointLabel, type Protection, toEndpoint } from './endpoint.ts';
import type { Machine } from './machine.ts';
import { usualEndpoints } from './sockets.ts';
import { findTlsFiles } from './tls.ts';

export interface EndpointFlags {
  /** `--host`. */
  readonly host?: string;
  /** `--context`. */
  readonly context?: string;
  /** Takes plain TCP to another machine. Default `false`. */
  readonly allowPlainTcp?: boolean;
}

export type Discovery =
  | {
      readonly kind: 'found';
      readonly endpoint: Endpoint;
      /** What decided: `--host`, `DOCKER_HOST`, `context "x"` or `default socket`. */
      readonly from: string;
      /** Safe to print. */
      readonly label: string;
    }
  /** Nothing is configured, and no engine listens where engines usually do. */
  | { readonly kind: 'none'; readonly looked: readonly string[] };

/**
 * The engine that the docker command would talk to, then Podman's: `--host`, `--context`, `DOCKER_HOST`,
 * `DOCKER_CONTEXT`, `currentContext` of its `config.json`, the usual sockets. What is configured and wrong is an error,
 * never passed over. Source: docker/cli `resolveContextName`.
 *
 * @throws HaleError `bad-input`, with the setting at fault in `path`.
 */
export async function discoverEndpoint(flags: EndpointFlags, machine: Machine): Promise<Discovery> {
  const { allowPlainTcp = false } = flags;
  const chosen = await chooseContext(flags, machine);
  if (chosen !== undefined && chosen.name !== DEFAULT_CONTEXT) {
    const { host, tls } = await readContext(chosen.name, chosen.setting, machine);
    const from = `context ${JSON.stringify(chosen.name)}`;
    return found(parseAddress(host.trim(), from), from, { tls, allowPlainTcp });
  }
  const [host, setting] = flags.host ? [flags.host, '--host'] : [machine.env['DOCKER_HOST'], 'DOCKER_HOST'];
  if (host) {
    const address = parseAddress(host.trim(), setting);
    return found(address, setting, { tls: await tlsOfEnv(address, machine), allowPlainTcp });
  }

  const usual = usualEndpoints(machine);
  for (const endpoint of usual) {
    if (await machine.exists(endpoint.path)) {
      return { kind: 'found', endpoint, from: 'default socket', label: endpointLabel(endpoint) };
    }
  }
  return { kind: 'none', looked: usual.map(({ path }) => path) };
}

function found(address: Address, setting: string, protection: Protection): Discovery {
  const endpoint = toEndpoint(address, protection, setting);
  return { kind: 'found', endpoint, from: setting, label: endpointLabel(endpoint) };
}

interface Chosen {
  readonly name: string;
  readonly setting: string;
}

async function chooseContext(flags: EndpointFlags, machine: Machine): Promise<Chosen | undefined> {
  const { DOCKER_HOST, DOCKER_CONTEXT } = machine.env;
  if (flags.host && flags.context) {
    throw new HaleError('bad-input', '--host and --context: expected one of them, got both', {
      path: '--context',
      hint: 'Leave out one of the two.',
    });
  }
  if (flags.context) return { name: flags.context, setting: '--context' };
  if (flags.host || DOCKER_HOST) return undefined;
  if (DOCKER_CONTEXT) return { name: DOCKER_CONTEXT, setting: 'DOCKER_CONTEXT' };
  const name = await currentContext(machine);
  return name === undefined ? undefined : { name, setting: 'currentContext' };
}

/** The TLS of an address that is no context's. Any text in `DOCKER_TLS_VERIFY`, `0` too, turns it on, as for Docker. */
async function tlsOfEnv(address: Address, machine: Machine): Promise<Protection['tls']> {
  const { DOCKER_TLS_VERIFY, DOCKER_CERT_PATH } = machine.env;
  if (address.kind !== 'tcp' || address.scheme === 'http') return null;
  const caRequired = Boolean(DOCKER_TLS_VERIFY);
  const folder = DOCKER_CERT_PATH || configFolder(machine);
  if (!caRequired && (address.scheme === 'tcp' || !DOCKER_CERT_PATH)) return null;
  return {
    files: await findTlsFiles({ folder, setting: 'DOCKER_CERT_PATH', caRequired }, machine),
    verify: true,
  };
}
