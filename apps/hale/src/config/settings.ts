import type { CheckRule, Selection } from '@hale/agent';
import type { AccessToken } from '@hale/api';
import type { TellRules } from '@hale/core';
import type { EndpointFlags } from '@hale/core/node';
import type { LogLevel } from '@hale/core/system';
import type { Destination } from '@hale/transport';
import type { Path } from './problem.ts';

/** Everything that hale was told by flags, environment and file, with defaults for the rest. */
export interface Settings {
  /** How messages call this machine. */
  readonly name: string;
  /** What `--host` and `--context` would say. Empty: look for one. */
  readonly engine: Pick<EndpointFlags, 'host' | 'context'>;
  /** The folder to remember in; `null`: only in memory. */
  readonly data: string | null;
  readonly listen: ListenAddress | null;
  /** Who may ask over HTTP. Empty: whoever is on this machine, and nobody else. */
  readonly tokens: readonly AccessToken[];
  readonly hub: HubSettings;
  /** Called each minute while hale is alive. A secret. */
  readonly ping: string | null;
  readonly selection: Selection;
  readonly checks: readonly CheckRule[];
  /** What destinations are told that have no rules of their own. */
  readonly rules: TellRules;
  /** Whether messages have the output of the last probe. */
  readonly output: boolean;
  readonly destinations: readonly Destination[];
  readonly egress: EgressSettings;
  readonly log: LogSettings;
  /** Where the setting at a path is from: `--data`, `HALE_DATA`, `hale.yaml:3`, `default`. */
  readonly from: (path: Path) => string;
}

export interface ListenAddress {
  /** A name or an address, IPv6 without brackets. */
  readonly host: string;
  readonly port: number;
}

/** Which hub is reported to, and how a hub is reported to. `null`: it was not said. */
export interface HubSettings {
  /** Without a slash at its end. */
  readonly url: string | null;
  /** Of an invitation, or an agent's own. A secret. */
  readonly token: string | null;
  /** Who tells people of what this agent sees. */
  readonly tells: 'agent' | 'hub' | null;
  /** What agents are asked to keep between two reports at least. */
  readonly syncMs: number | null;
}

/** Where messages may go. */
export interface EgressSettings {
  /** `operator`: the person who configures hale is trusted with private networks. `public`: only what is on the internet. */
  readonly mode: 'operator' | 'public';
  /** Hosts, addresses or networks (CIDR). */
  readonly allow: readonly string[];
  readonly deny: readonly string[];
}

export interface LogSettings {
  readonly level: LogLevel;
  readonly format: 'json' | 'text';
}
