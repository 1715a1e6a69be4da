import type { AgentIdentity } from '@hale/agent';
import { tokenKind } from '@hale/api';
import type { Http, Log, Signal } from '@hale/core';
import { createInternetHttp } from '@hale/core/undici';
import type { Host } from '@hale/protocol/sync';
import { type Note, warnings } from '../agent-memory.ts';
import type { HubSettings } from '../config/settings.ts';
import { requireProtected } from './address.ts';
import { identify, identityFor, uninvited } from './identify.ts';
import { type IdentityKeep, identityFile } from './identity.ts';
import type { OwnHub } from './own-hub.ts';

/** Who reports, as far as it is known before the hub is asked. */
export interface Reporter {
  readonly host: Host;
  readonly log?: Log;
}

/** A hub that an agent reports to. */
export interface Reporting {
  readonly http: Http;
  readonly url: string;
  /** Who tells people of what the agent sees; `null`: nobody has said. */
  readonly tells: HubSettings['tells'];
  /** The hub of this very process. */
  readonly own: OwnHub | null;
  readonly identify: (reporter: Reporter) => (signal: Signal) => Promise<AgentIdentity>;
  close(): Promise<void>;
}

/** What came of opening it. */
export interface Reported {
  /** `null`: nobody is reported to. */
  readonly reporting: Reporting | null;
  readonly notes: readonly Note[];
}

export interface ReportingOptions {
  /** Where the agent remembers; `null`: nowhere. */
  readonly folder: string | null;
  /** In place of a file, where there is no folder. */
  readonly inMemory: IdentityKeep;
  readonly allowPlainHttp: boolean;
}

const IDENTITY_FILE = 'hub.json';
const FORGETFUL = 'who this agent is to the hub is in memory alone: the next start needs another invitation';

/**
 * The hub that the settings name, if they name one. It need not be there yet.
 *
 * @throws HaleError `bad-input` for plain HTTP to another machine that nobody has allowed, and where there is no invitation
 */
export async function reportingTo(
  { url, token, tells }: HubSettings,
  { folder, inMemory, allowPlainHttp }: ReportingOptions,
): Promise<Reported> {
  if (url === null) return { reporting: null, notes: [] };
  requireProtected(url, allowPlainHttp);
  const keep = folder === null ? inMemory : identityFile(folder, IDENTITY_FILE);
  if (token === null && (await identityFor(url, keep)) === null) throw uninvited(url);
  // Where the operator sends it, whatever network that is.
  const { http, close } = createInternetHttp({ allowAddress: () => null });
  return {
    notes: folder === null && token !== null && tokenKind(token) === 'enrolment' ? warnings(FORGETFUL) : [],
    reporting: {
      http,
      url,
      tells,
      own: null,
      identify: (reporter) => (signal) => identify({ url, token, keep, http, ...reporter }, signal),
      close,
    },
  };
}
