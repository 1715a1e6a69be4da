import type { Policy } from './health/policy.ts';

/** What is asked of a container, and how often. */
export interface Check {
  readonly probe: ProbeSpec;
  readonly policy: Policy;
  /** Who runs it. `auto`: the engine, unless it turns out that it does not. */
  readonly by: 'engine' | 'hale' | 'auto';
  /** Where it comes from; the later one replaces the earlier one. */
  readonly from: 'healthcheck' | 'labels' | 'config';
}

export type ProbeSpec = ExecSpec | HttpSpec | TcpSpec;

/** A command in the container, as the engine's own check would run it. */
export interface ExecSpec {
  readonly kind: 'exec';
  readonly argv: readonly string[];
}

export interface HttpSpec {
  readonly kind: 'http';
  readonly scheme: 'http' | 'https';
  /** `null`: the container's own address. Only a config may name another. */
  readonly host: string | null;
  readonly port: number;
  /** With its query; begins with `/`. */
  readonly path: string;
  readonly method: 'GET' | 'HEAD' | 'POST';
  readonly headers: Readonly<Record<string, string>>;
  /** Of the status, both ends included. Redirects are not followed. */
  readonly expect: { readonly from: number; readonly to: number };
  /** Text that the body must contain. */
  readonly contains: string | null;
  readonly tls: { readonly verify: boolean; readonly serverName: string | null };
}

export interface TcpSpec {
  readonly kind: 'tcp';
  readonly host: string | null;
  readonly port: number;
}
