import type { Log } from '@hale/core';
import { systemHash } from '@hale/core/system';
import { allAgents, Hub } from '@hale/hub';
import { printFleetChanges } from '../../change-lines.ts';
import { closeDestination } from '../../config/destinations.ts';
import { listenText } from '../../config/show.ts';
import { serviceDiagnostics } from '../../diagnostics.ts';
import { doorOf } from '../../door.ts';
import { HUB_LISTENS, leavePlace } from '../../hub/address.ts';
import { adminToken } from '../../hub/admin-token.ts';
import { hubChanges } from '../../hub/changes.ts';
import { type HubMemory, openHubMemory } from '../../hub/memory.ts';
import { hubOptions } from '../../hub/options.ts';
import { runHub } from '../../hub/run.ts';
import { createInternet } from '../../internet.ts';
import { type Life, runLives } from '../../lives.ts';
import type { SettingsSession } from '../../session.ts';

/** `hale hub`: gathers what the agents of many hosts report, for months. Lines only. */
export async function serveHub(session: SettingsSession): Promise<number> {
  const { data } = session.settings;
  // Its agents outlive a new configuration.
  const inMemory = data === null ? await openHubMemory(null) : null;
  const start = async (next: SettingsSession): Promise<Life<SettingsSession>> => {
    const log = await serviceDiagnostics(next);
    const memory = inMemory ?? (await openHubMemory(data));
    const close = async (): Promise<void> => {
      if (inMemory === null) await memory.store.close();
    };
    try {
      return await begin(next, { memory, log, close });
    } catch (error) {
      await close();
      throw error;
    }
  };
  try {
    return await runLives(session, { start, adopt: (before, reloaded) => ({ ...before, ...reloaded }) });
  } finally {
    await inMemory?.store.close();
  }
}

interface Ground {
  readonly memory: HubMemory;
  readonly log: Log;
  close(): Promise<void>;
}

async function begin(
  session: SettingsSession,
  { memory, log, close }: Ground,
): Promise<Life<SettingsSession>> {
  const { io, settings } = session;
  const { folder, store } = memory;
  const over = new AbortController();
  const signal = AbortSignal.any([io.signal, over.signal]);
  const internet = createInternet(settings.egress);
  try {
    const { hub, token } = await Hub.open(hubOptions(session, { store, internet: internet.http, log }));
    const listen = settings.listen ?? HUB_LISTENS;
    // Whatever becomes of the start: it can be shown this once.
    if (token !== null) await io.stderr.write(adminToken(token, settings, listen));
    const agents = (await allAgents(store)).filter(({ agent }) => agent.revokedAt === null);
    const changes = await hubChanges(hub, signal);
    const { url, run } = await runHub(hub, { listen, tokens: settings.tokens, hash: systemHash, signal });
    const forget = folder === null ? () => undefined : leavePlace(folder, url);
    for (const note of memory.notes) log.warn(note);
    if (folder === null)
      log.warn('remembers in memory alone: after its end every agent has to be invited again');
    if (doorOf(listen) === 'network')
      log.warn('answers plain HTTP: put TLS in front of it, or keep it in a network that is yours', {
        listens: listenText(listen),
      });
    log.info('gathering', {
      hub: hub.identity.id,
      agents: agents.length,
      remembers: folder ?? 'in memory',
      tells: settings.destinations.map(({ name }) => name).join(', ') || 'nobody',
      listens: url,
    });
    return {
      session,
      log,
      over,
      run,
      show: () => printFleetChanges(changes, session),
      async close() {
        forget();
        await close();
        await Promise.all([internet.close(), ...settings.destinations.map(closeDestination)]);
      },
    };
  } catch (error) {
    await internet.close();
    throw error;
  }
}
