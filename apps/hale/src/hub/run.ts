import { type AccessToken, RefusalCounts } from '@hale/api';
import { gunzip } from '@hale/core/system';
import { createHubApp, type Hub, type HubOptions } from '@hale/hub';
import type { HubStore } from '@hale/store/hub';
import type { ListenAddress } from '../config/settings.ts';
import { doorOf } from '../door.ts';
import { serveApp } from '../serve.ts';

export interface RunHubOptions {
  readonly listen: ListenAddress;
  /** Who may ask it, besides whoever has its admin token. */
  readonly tokens: readonly AccessToken[];
  readonly hash: HubOptions['hash'];
  readonly signal: AbortSignal;
}

export interface RunningHub {
  /** Where it answers. */
  readonly url: string;
  /** Until it has ended, with all that was under way. */
  run(): Promise<void>;
}

/**
 * Answers for a hub; it looks after its agents once it runs, until the signal is aborted.
 *
 * @throws HaleError `refused` when the place is taken or forbidden
 */
export async function runHub(hub: Hub, { listen, tokens, hash, signal }: RunHubOptions): Promise<RunningHub> {
  const refusals = new RefusalCounts({ clock: hub.clock, ...(hub.log && { log: hub.log }) });
  const access = { door: doorOf(listen), tokens: () => allTokens(hub.store, tokens), hash, refusals };
  const served = await serveApp(createHubApp(hub, { access, gunzip }), listen);
  return {
    url: served.label,
    async run() {
      try {
        await hub.run(signal);
      } finally {
        await served.close();
      }
    },
  };
}

async function allTokens(
  store: Pick<HubStore, 'tokens'>,
  configured: readonly AccessToken[],
): Promise<readonly AccessToken[]> {
  return [...configured, ...(await store.tokens())];
}
