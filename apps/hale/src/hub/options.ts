import type { Http, Log } from '@hale/core';
import { systemHash } from '@hale/core/system';
import type { HubOptions } from '@hale/hub';
import type { HubStore } from '@hale/store/hub';
import { newSecret } from '../secret.ts';
import type { SettingsSession } from '../session.ts';
import { VERSION } from '../version.ts';

export interface HubPorts {
  readonly store: HubStore;
  /** To the receivers. */
  readonly internet: Http;
  readonly log?: Log;
}

/** What a hub is put together from, chosen by the settings. */
export function hubOptions(
  { io: { clock, random }, settings }: Pick<SettingsSession, 'io' | 'settings'>,
  { store, internet, log }: HubPorts,
): HubOptions {
  const { destinations, output, hub, name } = settings;
  return {
    store,
    internet,
    clock,
    random,
    hash: systemHash,
    secret: newSecret,
    sender: { host: name, version: VERSION },
    destinations,
    output,
    ...(hub.syncMs !== null && { leastSyncMs: hub.syncMs }),
    ...(log && { log }),
  };
}
