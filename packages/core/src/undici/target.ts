import { Agent } from 'undici';
import type { Http } from '../http.ts';
import { anyOrigin } from './any-origin.ts';

/** Longest that a connection is waited for. A check has its own time, and gives up by its signal. */
export const TARGET_CONNECT_TIMEOUT_MS = 60_000;

export interface TargetTls {
  /** `false` takes any certificate. */
  readonly verify: boolean;
  /** The name that the certificate must hold; `null` for the host of the URL. */
  readonly serverName: string | null;
}

export interface TargetHttp {
  /** To whatever host a request's `url` names. Follows no redirect. */
  readonly http: Http;
  /** Cuts what is still under way. */
  close(): Promise<void>;
}

/**
 * The network to what is checked. Each request has a connection of its own: that one can still be opened is what a check is to find
 * out, and an idle one would hold on to a container.
 */
export function createTargetHttp({ verify, serverName }: TargetTls): TargetHttp {
  const agent = new Agent({
    pipelining: 0,
    allowH2: false,
    headersTimeout: 0,
    bodyTimeout: 0,
    connect: {
      timeout: TARGET_CONNECT_TIMEOUT_MS,
      rejectUnauthorized: verify,
      ...(serverName !== null && { servername: serverName }),
    },
  });
  return { http: anyOrigin(agent), close: () => agent.destroy() };
}
