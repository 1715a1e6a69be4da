import type { AccessOptions } from '@hale/api';
import { HaleError, type Log } from '@hale/core';
import { createFetchHttp } from '@hale/core/fetch';
import { gunzip } from '@hale/core/system';
import { createHubApp, Hub, type HubApp } from '@hale/hub';
import { warnings } from '../agent-memory.ts';
import { createInternet } from '../internet.ts';
import type { Session } from '../session.ts';
import { identify, identityFor } from './identify.ts';
import { type IdentityKeep, identityFile, identityInMemory } from './identity.ts';
import { openHubMemory } from './memory.ts';
import { hubOptions } from './options.ts';
import type { Reported, Reporting } from './reporting.ts';

/** The hub that `hale up` runs beside its agent. */
export interface OwnHub {
  readonly hub: Hub;
  /** What it answers where others reach it. */
  app(access: AccessOptions): HubApp;
  /** `null`: in memory alone. */
  readonly folder: string | null;
  /** Looks after its agents, and tells; until it is closed. */
  start(): void;
  /** What it was found with, and what has ended it: a sentence each. */
  readonly troubles: readonly string[];
}

export interface OwnHubOptions {
  /** Where the agent remembers; `null`: nowhere. */
  readonly folder: string | null;
  readonly log?: Log;
}

/** No network is between the two, so that no name is looked up. */
const URL_WITHIN = 'http://hub.invalid';
const IDENTITY_FILE = 'own-hub.json';

/** A hub in this process, for the agent beside it and for those that are invited; or why there is none. */
export async function openOwnHub(session: Session, options: OwnHubOptions): Promise<Reported> {
  try {
    return { reporting: await open(session, options), notes: [] };
  } catch (error) {
    if (!(error instanceof HaleError)) throw error;
    return { reporting: null, notes: warnings(`goes on without a hub: ${error.message}`) };
  }
}

async function open(session: Session, { folder, log }: OwnHubOptions): Promise<Reporting> {
  const { engine, settings } = session;
  // A hub that knows its agents longer than this one knows itself would know it as many.
  const memory = await openHubMemory(folder === null ? null : settings.data);
  const { store } = memory;
  const internet = createInternet(settings.egress);
  const over = new AbortController();
  let running: Promise<void> = Promise.resolve();
  const wrong: string[] = [...memory.notes];
  try {
    const destinations = engine.simulated ? [] : settings.destinations;
    const ports = { store, internet: internet.http, ...(log && { log }) };
    const { hub } = await Hub.open({ ...hubOptions(session, ports), destinations });
    const http = createFetchHttp(createHubApp(hub, { gunzip }).fetch);
    const keep = folder === null ? identityInMemory() : identityFile(folder, IDENTITY_FILE);
    return {
      http,
      url: URL_WITHIN,
      tells: 'agent',
      own: {
        hub,
        app: (access) => createHubApp(hub, { access, gunzip }),
        folder: memory.folder,
        start() {
          running = hub.run(over.signal).catch((error: unknown) => {
            wrong.push(`the hub has failed: ${error instanceof Error ? error.message : String(error)}`);
          });
        },
        get troubles() {
          return wrong;
        },
      },
      identify:
        ({ host }) =>
        async (signal) =>
          (await knownTo(hub, keep)) ??
          identify({ url: URL_WITHIN, token: await invitation(hub), keep, http, host }, signal),
      async close() {
        over.abort();
        await running;
        await Promise.all([store.close(), internet.close()]);
      },
    };
  } catch (error) {
    await Promise.all([store.close(), internet.close()]);
    throw error;
  }
}

/** Who this agent is, if this is the hub that has enrolled it; one that was revoked stays so. */
async function knownTo({ identity, store }: Hub, keep: IdentityKeep) {
  const known = await identityFor(URL_WITHIN, keep);
  return known !== null && known.hub === identity.id && (await store.agent(known.agent)) !== null
    ? known
    : null;
}

async function invitation({ enrolment }: Hub): Promise<string> {
  return (await enrolment.invite()).token;
}
