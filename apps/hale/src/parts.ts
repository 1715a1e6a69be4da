import { hostname } from 'node:os';
import { type AgentOptions, type HubOptions, isSelected, labelsAskedFor } from '@hale/agent';
import type { Log } from '@hale/core';
import { connect, info } from '@hale/core/docker';
import { ownContainerId, thisMachine } from '@hale/core/node';
import { gzip, systemHash } from '@hale/core/system';
import type { InternetHttp } from '@hale/core/undici';
import { type Memory, type MemoryOptions, type Note, openMemory, warnings } from './agent-memory.ts';
import { closeDestination } from './config/destinations.ts';
import { DEFAULT } from './config/layers.ts';
import type { Reported, Reporting } from './hub/reporting.ts';
import { createInternet } from './internet.ts';
import { engineProduct } from './introduction.ts';
import type { Session } from './session.ts';
import { VERSION } from './version.ts';

/** Everything that an agent is put together from, chosen by the settings. */
export interface AgentParts {
  readonly options: AgentOptions;
  /** Where it remembers; `null`: nowhere. */
  readonly folder: string | null;
  readonly notes: readonly Note[];
  /** The hub that it reports to; `null`: none. */
  readonly reporting: Reporting | null;
  close(): Promise<void>;
}

export interface PartsOptions extends MemoryOptions {
  /** Opens the hub that is reported to. Not asked by one that only looks on: another reports of the engine. */
  readonly reports?: (folder: string | null) => Promise<Reported>;
}

/**
 * Chooses the parts.
 *
 * @throws HaleError `conflict` when another agent has the folder and this one has to be `alone`; what `reports` throws
 */
export async function agentParts(session: Session, chosen: PartsOptions): Promise<AgentParts> {
  const { settings } = session;
  const memory = await openMemory(session, chosen);
  const internet = createInternet(settings.egress);
  let reporting: Reporting | null = null;
  const close = async (): Promise<void> => {
    await memory.close();
    await reporting?.close();
    await Promise.all([internet.close(), ...settings.destinations.map(closeDestination)]);
  };
  try {
    const reported = memory.onlyLooks ? undefined : await chosen.reports?.(memory.folder);
    reporting = reported?.reporting ?? null;
    const { options, notes } = await agentOptions(session, { ...chosen, memory, internet, reporting });
    return {
      folder: memory.folder,
      notes: [...memory.notes, ...(reported?.notes ?? []), ...notes],
      reporting,
      options,
      close,
    };
  } catch (error) {
    await close();
    throw error;
  }
}

interface Ground extends Omit<PartsOptions, 'memory'> {
  readonly memory: Memory;
  readonly internet: InternetHttp;
  readonly reporting: Reporting | null;
}

async function agentOptions(
  session: Session,
  { log, memory, internet, reporting }: Ground,
): Promise<Pick<AgentParts, 'options' | 'notes'>> {
  const { io, engine, settings, checking } = session;
  const { clock, random } = io;
  const tells = !engine.simulated && !memory.onlyLooks;
  const own = tells ? settings.destinations : [];
  const teller = reporting?.tells ?? (own.length > 0 ? 'agent' : 'hub');
  const destinations = reporting !== null && teller === 'hub' ? [] : own;
  const self = await ownContainerId(thisMachine());
  const labels = labelsAskedFor(settings.selection);
  const sender = { host: await senderName(session), version: VERSION };
  const untold =
    engine.simulated && settings.destinations.length > 0
      ? warnings('nobody is told of a simulated engine; hale notify test DESTINATION sends a message')
      : [];
  const unused = own.filter((each) => !destinations.includes(each)).map(({ name }) => name);
  return {
    notes: [
      ...untold,
      ...(unused.length > 0
        ? warnings(`the hub tells, and not this agent: ${unused.join(', ')} is not used`)
        : []),
    ],
    options: {
      http: engine.http,
      internet: internet.http,
      store: memory.store,
      clock,
      random,
      hash: systemHash,
      sender,
      destinations,
      output: settings.output,
      ...(tells && settings.ping !== null && { pingUrl: settings.ping }),
      ...(log && { log }),
      troubles: memory.troubles,
      watch: {
        ...checking,
        select: (container) => isSelected(container, settings.selection, self),
        ...(labels.size > 0 && { labels }),
      },
      ...(reporting !== null && {
        hub: await hubOptions(session, { log, memory, reporting, sender, tells: teller }),
      }),
    },
  };
}

async function hubOptions(
  { engine, io: { signal } }: Session,
  { log, memory, reporting, sender, tells }: Reports,
): Promise<HubOptions> {
  const { http, url, identify } = reporting;
  const host = {
    name: sender.host,
    os: process.platform,
    arch: process.arch,
    // It may come later than hale.
    engine: engine.simulated ? 'simulated' : await engineProduct(engine.http, signal).catch(() => null),
  };
  return {
    http,
    url,
    identify: identify({ host, ...(log && { log }) }),
    host,
    remembers: memory.folder === null ? 'memory' : 'disk',
    tells,
    gzip,
  };
}

interface Reports extends Pick<HubOptions, 'tells'> {
  readonly log: Log | undefined;
  readonly memory: Memory;
  readonly reporting: Reporting;
  readonly sender: AgentOptions['sender'];
}

/** A machine goes by its engine's name: hale itself may run in a container, whose name says nothing. */
async function senderName({ io: { signal }, engine, settings: { name, from } }: Session): Promise<string> {
  if (from(['name']) !== DEFAULT) return name;
  try {
    const { name: host } = await info(await connect(engine.http, { signal }), { signal });
    return host || name;
  } catch {
    return name || hostname();
  }
}
