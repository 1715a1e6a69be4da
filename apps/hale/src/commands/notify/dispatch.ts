import { systemHash } from '@hale/core/system';
import { createMemoryStore } from '@hale/store/memory';
import { Dispatch } from '@hale/transport';
import { closeDestination } from '../../config/destinations.ts';
import { createInternet } from '../../internet.ts';
import type { SettingsSession } from '../../session.ts';
import { VERSION } from '../../version.ts';

/** A dispatch for messages that a person sends by hand: nothing is remembered of them. */
export async function openDispatch({ io, settings }: SettingsSession): Promise<{
  readonly dispatch: Dispatch;
  close(): Promise<void>;
}> {
  const { clock, random } = io;
  const { destinations, name, egress } = settings;
  const internet = createInternet(egress);
  const dispatch = new Dispatch({
    outbox: createMemoryStore(),
    destinations,
    http: internet.http,
    clock,
    random,
    hash: systemHash,
    sender: { host: name, version: VERSION },
  });
  return {
    dispatch,
    async close() {
      await Promise.all([internet.close(), ...destinations.map(closeDestination)]);
    },
  };
}
