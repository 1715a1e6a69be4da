import { join } from 'node:path';
import { seededRandom } from '@hale/core/simulate';
import { systemHash } from '@hale/core/system';
import { verifyStream } from '@hale/store/hub';
import { openHubStore } from '@hale/store/sqlite';
import { webhookBody } from '@hale/transport/webhook';
import { chanceOf } from '../engine/delivery/chance.ts';
import { until } from '../engine/rig/index.ts';
import { type Books, type Delivered, entryOf } from './account.ts';
import { type AgentLedger, agentLedger } from './agent-ledger.ts';
import { HubLedger } from './hub-ledger.ts';
import { lostAlive } from './losses.ts';
import { unsettled } from './rest.ts';
import {
  disturbNetwork,
  fillDisk,
  killAgent,
  killHub,
  LOOK_MS,
  leaveForHours,
  loseAgents,
  pause,
  type Step,
} from './script.ts';
import { mayMount } from './small-disk.ts';
import { AUDIT, LEASE_MS, type Stage, type StageOptions, setStage } from './stage.ts';

export interface Play extends StageOptions {
  /** By SIGKILL, at any moment. */
  readonly hubKills: number;
  readonly agentKills: number;
  readonly networkFaults: number;
  /** Times that agents stay away until they are missed. */
  readonly losses: number;
  /** Between two of these, at most. */
  readonly pauseMs: number;
}

export interface Played {
  readonly books: Books;
  /** What its chain says of the hub's journals: each a sentence. */
  readonly breaches: readonly string[];
  /** Why it has not come to rest. */
  readonly restless: readonly string[];
  /** Of the hub and its agents, asked to end. */
  readonly exits: readonly (number | NodeJS.Signals | null)[];
  readonly hubKills: number;
  readonly agentKills: number;
  /** Of all these, of a process that was still starting. */
  readonly killsWhileStarting: number;
  readonly ownEnds: number;
  readonly diskFull: boolean;
  readonly syncs: number;
  readonly gaps: number;
  /** Agents that were called lost though their processes ran. */
  readonly lostAlive: number;
  /** Agents that have enrolled. */
  readonly enrolled: number;
  readonly rejected: number;
  readonly deadLetters: number;
  readonly tookMs: number;
}

const NO_LIFE = { startedAt: [], endedAt: [] };
const LIVE_WITHIN_MS = 120_000;
/** Whoever met the hub away waits twice as long each time. */
const REST_WITHIN_MS = 240_000;

/** Plays it until all is quiet. The same seed does the same; what comes of that is up to the machine. */
export async function play(what: Play, seed: number): Promise<Played> {
  const began = performance.now();
  const chance = chanceOf(seededRandom(seed));
  await using stage = await setStage(what, seed);
  const { hub, hosts, engines } = stage;
  for (const { service } of hosts) service.start();
  await Promise.all(hosts.map(({ service }) => service.untilUp()));
  await until('all report', () => isLive(stage), LIVE_WITHIN_MS);
  const diskFull = mayMount();
  for (const step of stepsOf(what, chance, diskFull)) {
    await step(stage, chance);
    await pause(chance.below(what.pauseMs));
  }
  await engines.rest();
  await Promise.all([hub, ...hosts].map(({ service }) => service.untilUp()));
  const restless = await atRest(stage, 'live');
  const ends = await Promise.all(hosts.map(({ service }) => service.stop()));
  restless.push(...(await atRest(stage, 'stopped')));
  ends.push(await hub.service.stop());
  const ledgers = hosts.map(({ data }) => agentLedger(data, { rows: true }));
  const services = hosts.map(({ service }) => service);
  const sum = (of: (service: (typeof services)[number]) => number): number =>
    services.reduce((total, service) => total + of(service), 0);
  using ledger = new HubLedger(hub.data);
  const books = booksOf(stage, ledgers, ledger);
  const lives = new Map(ledgers.map(({ agent }, index) => [`agent/${agent}`, services[index] ?? NO_LIFE]));
  const played = {
    books,
    lostAlive: lostAlive(books, lives),
    restless,
    exits: ends,
    hubKills: hub.service.kills,
    agentKills: sum(({ kills }) => kills),
    killsWhileStarting: hub.service.killsWhileStarting + sum((service) => service.killsWhileStarting),
    ownEnds: hub.service.ownEnds + sum(({ ownEnds }) => ownEnds),
    diskFull,
    syncs: stage.acks.syncs,
    gaps: ledger.gaps().length,
    enrolled: ledger.count('agent'),
    rejected: ledger.count('rejected'),
    deadLetters: ledger.count('dead_letter'),
  };
  return { ...played, breaches: await breachesOf(hub.data, ledger), tookMs: performance.now() - began };
}

/** The rare ones spread evenly over the many. */
function stepsOf(
  { hubKills, agentKills, networkFaults, losses }: Play,
  chance: ReturnType<typeof chanceOf>,
  diskFull: boolean,
): readonly Step[] {
  const many: Step[] = [
    ...Array.from({ length: hubKills }, () => killHub),
    ...Array.from({ length: agentKills }, () => killAgent),
    ...Array.from({ length: networkFaults }, () => disturbNetwork),
  ];
  const shuffled = [...chance.among(many.length, many.length)].flatMap((index) => many[index] ?? []);
  const rare: Step[] = [
    ...(diskFull ? [fillDisk] : []),
    leaveForHours,
    ...Array.from({ length: losses }, () => loseAgents),
  ];
  const share = Math.ceil(shuffled.length / (rare.length + 1));
  return rare
    .flatMap((step, index) => [...shuffled.slice(index * share, (index + 1) * share), step])
    .concat(shuffled.slice(rare.length * share));
}

async function isLive({ hub, hosts }: Stage): Promise<boolean> {
  await pause(LOOK_MS);
  using ledger = new HubLedger(hub.data);
  return hosts.every(({ data }) => ledger.lease(agentLedger(data, { rows: false }).agent) === 'live');
}

/** What is still wrong after so long is for the test to say. */
async function atRest(stage: Stage, lease: 'live' | 'stopped'): Promise<string[]> {
  const isQuiet = async (): Promise<boolean> => {
    await pause(LOOK_MS);
    return unsettled(stage, lease).length === 0;
  };
  await until('it is at rest', isQuiet, REST_WITHIN_MS).catch(() => undefined);
  return [...unsettled(stage, lease)];
}

function booksOf({ acks, receiver, hub }: Stage, agents: readonly AgentLedger[], ledger: HubLedger): Books {
  const rows = ledger.rows();
  return {
    agents,
    hub: { rows, gaps: ledger.gaps() },
    acked: acks.upTo,
    delivered: receiver.bodies(AUDIT).map(deliveredOf),
    own: rows.filter(({ agent, subject }) => agent === '' && !subject.includes('/container/')).map(entryOf),
    heardAt: new Map(agents.map(({ agent, key }) => [`agent/${agent}`, acks.heardAt.get(key) ?? []])),
    hubStarts: hub.service.startedAt,
    leaseMs: LEASE_MS,
  };
}

function deliveredOf(body: string): Delivered {
  const { id, subject, to } = webhookBody.parse(JSON.parse(body));
  return { id, subject, to, body };
}

async function breachesOf(data: string, ledger: HubLedger): Promise<readonly string[]> {
  const { store } = await openHubStore(join(data, 'hub'));
  try {
    const journals = new Map(ledger.rows().map(({ agent, epoch }) => [epoch, agent]));
    const verdicts = [...journals].map(async ([epoch, agent]) => ({
      agent,
      ...(await verifyStream(store, agent, epoch, systemHash)),
    }));
    return (await Promise.all(verdicts)).flatMap(({ agent, breach }) =>
      breach ? [`${agent} ${breach.epoch} ${breach.seq}: ${breach.why}`] : [],
    );
  } finally {
    await store.close();
  }
}
