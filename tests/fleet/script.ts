import { webhookBody } from '@hale/transport/webhook';
import type { Chance } from '../engine/delivery/chance.ts';
import { until } from '../engine/rig/index.ts';
import { agentLedger } from './agent-ledger.ts';
import { NETWORK_FAULTS } from './proxy.ts';
import { SmallDisk } from './small-disk.ts';
import { AUDIT, type Host, type Stage } from './stage.ts';

export type Step = (stage: Stage, chance: Chance) => Promise<void>;

const LONGEST_AWAY_MS = 1_500;
const LONGEST_FAULT_MS = 2_000;
const FULL_WITHIN_MS = 60_000;
const FULL_WHILE_STARTING_MS = 3_000;
const HOURS_MS = 5 * 3_600_000;
/** Of the fleet, below what makes the hub itself suspect. */
const LOST_AGENTS = 2;
/** The grace of a hub that has begun, a lease, its own grace, and a look. */
const LOST_WITHIN_MS = 90_000;
const BACK_WITHIN_MS = 60_000;

/** A look at everything takes time from those who are looked at. */
export const LOOK_MS = 250;
export const pause = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

/** Some of what comes next meets a hub that is still starting, most of it one that is up. */
export const killHub: Step = async ({ hub: { service } }, chance) => {
  await service.kill();
  await pause(chance.below(LONGEST_AWAY_MS));
  service.start();
  if (chance.below(3) > 0) await service.untilUp();
};

export const killAgent: Step = async ({ hosts }, chance) => {
  const { service } = chance.pick(hosts);
  await service.kill();
  if (chance.below(3) === 0) await pause(chance.below(LONGEST_AWAY_MS));
  service.start();
};

export const disturbNetwork: Step = async ({ proxy }, chance) => {
  proxy.play(chance.pick(NETWORK_FAULTS));
  await pause(chance.below(LONGEST_FAULT_MS));
  proxy.mend();
};

/** The hub's disk takes nothing more, neither from one that runs nor from one that starts. */
export const fillDisk: Step = async ({ hub }) => {
  const { service, data } = hub;
  await service.kill();
  const disk = SmallDisk.lay(data);
  try {
    service.start();
    await service.untilUp();
    disk.fill();
    const isFelt = (): boolean => service.said.includes('the disk is full');
    await until('the hub says that its disk is full', isFelt, FULL_WITHIN_MS);
    await service.kill();
    service.start();
    await pause(FULL_WHILE_STARTING_MS);
    disk.free();
    await service.untilUp();
  } finally {
    await service.kill();
    disk.takeAway();
  }
  service.start();
};

/** The hub is away for hours, by every clock but this machine's. Its agents go on, and report when it is back. */
export const leaveForHours: Step = async (stage) => {
  const { hub, hosts } = stage;
  await hub.service.kill();
  stage.putForward(HOURS_MS);
  await Promise.all(hosts.map(({ service }) => service.kill()));
  for (const { service } of hosts) service.start();
  await Promise.all(hosts.map(({ service }) => service.untilUp()));
  hub.service.start();
  await hub.service.untilUp();
};

/** Some agents stay away until they are missed. */
export const loseAgents: Step = async (stage, chance) => {
  const { hub, hosts } = stage;
  await Promise.all([hub, ...hosts].map(({ service }) => service.untilUp()));
  const victims = [...chance.among(hosts.length, LOST_AGENTS)].flatMap((index) => hosts[index] ?? []);
  await Promise.all(victims.map(({ service }) => service.kill()));
  await isTold(stage, victims, 'unknown', LOST_WITHIN_MS);
  for (const { service } of victims) service.start();
  await isTold(stage, victims, 'running', BACK_WITHIN_MS);
};

/** Of each, as the last word. */
async function isTold(
  { receiver }: Pick<Stage, 'receiver'>,
  hosts: readonly Host[],
  to: string,
  withinMs: number,
): Promise<void> {
  const subjects = hosts.map(({ data }) => `agent/${agentLedger(data, { rows: false }).agent}`);
  await until(
    `${subjects.join(', ')} told to be ${to}`,
    async () => {
      await pause(LOOK_MS);
      const words = receiver.bodies(AUDIT).map((body) => webhookBody.parse(JSON.parse(body)));
      return subjects.every((subject) => words.findLast((word) => word.subject === subject)?.to === to);
    },
    withinMs,
  );
}
