import { HaleError } from '@hale/core';
import { Hub } from '@hale/hub';
import { closeDestination } from '../config/destinations.ts';
import type { SettingsSession } from '../session.ts';
import { openHubRecords } from './memory.ts';
import { hubOptions } from './options.ts';

/** The hub of the data folder, for one thing that a person does by hand. It tells nobody: the hub that runs does. */
export interface HubByHand {
  readonly hub: Hub;
  readonly folder: string;
  close(): Promise<void>;
}

/** @throws HaleError `not-found` where no hub has run */
export async function openHubByHand(session: SettingsSession): Promise<HubByHand> {
  const { settings } = session;
  const { store, folder } = await openHubRecords(settings);
  try {
    const internet = (): never => {
      throw new HaleError('unsupported', 'only the hub that runs tells anybody');
    };
    const { hub } = await Hub.open(hubOptions(session, { store, internet }));
    return {
      hub,
      folder,
      async close() {
        await Promise.all([store.close(), ...settings.destinations.map(closeDestination)]);
      },
    };
  } catch (error) {
    await store.close();
    throw error;
  }
}
