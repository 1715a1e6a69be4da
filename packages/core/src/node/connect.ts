import { createEngineHttp, type Dialable, type EngineHttp, type EngineHttpOptions } from '../undici/index.ts';
import { type Endpoint, endpointLabel } from './endpoint.ts';
import { type Machine, thisMachine } from './machine.ts';
import { dialSsh } from './ssh.ts';
import { readTlsFiles } from './tls.ts';

/** Each is a process, and a server takes few logins at once (`MaxStartups` of sshd). */
export const SSH_CALL_CONNECTIONS = 3;
export const SSH_STREAM_CONNECTIONS = 8;

/**
 * The network to an engine. Nothing is dialled before the first request.
 *
 * @throws HaleError `bad-input` or `permission` if a file that TLS needs cannot be read.
 */
export async function connectEndpoint(
  endpoint: Endpoint,
  options: EngineHttpOptions = {},
  machine: Pick<Machine, 'env' | 'readText'> = thisMachine(),
): Promise<EngineHttp> {
  const few = { callConnections: SSH_CALL_CONNECTIONS, streamConnections: SSH_STREAM_CONNECTIONS };
  return createEngineHttp(await toDialable(endpoint, machine), {
    ...(endpoint.kind === 'ssh' ? few : {}),
    ...options,
  });
}

async function toDialable(endpoint: Endpoint, machine: Pick<Machine, 'env' | 'readText'>): Promise<Dialable> {
  switch (endpoint.kind) {
    case 'unix':
    case 'npipe':
    case 'tcp':
      return endpoint;
    case 'tls': {
      const { kind, host, port, verify, files } = endpoint;
      return { kind, host, port, verify, ...(await readTlsFiles(files, machine)) };
    }
    case 'ssh':
      return { kind: 'dial', label: endpointLabel(endpoint), dial: () => dialSsh(endpoint, machine.env) };
  }
}
