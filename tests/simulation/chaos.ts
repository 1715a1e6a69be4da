import type { Act } from '@hale/core/simulate';
import type { Chance } from './chance.ts';
import { FAIR } from './network.ts';
import type { Host, World } from './world.ts';

/** Something that befalls a world, and how often out of a thousand steps. */
interface Fault {
  readonly perMille: number;
  readonly strike: (world: World, chance: Chance) => Promise<void> | void;
}

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;

const FAULTS: readonly Fault[] = [
  { perMille: 25, strike: (world, chance) => some(world, chance)?.node.kill() },
  { perMille: 20, strike: (world) => world.hub.kill() },
  { perMille: 10, strike: (world, chance) => void some(world, chance)?.node.end() },
  {
    perMille: 30,
    strike: (world, chance) => {
      const host = some(world, chance);
      if (!host) return;
      host.network.cut = !host.network.cut;
      if (host.network.cut) world.tally.partitions += 1;
    },
  },
  {
    perMille: 40,
    strike: (world, chance) => {
      const host = some(world, chance);
      if (host)
        host.network.weather = chance.happens(0.5)
          ? FAIR
          : {
              loss: chance.random() * 0.4,
              duplicates: chance.random() * 0.7,
              delayMs: chance.between(5, 4_000),
            };
    },
  },
  {
    perMille: 20,
    strike: (world, chance) => void (world.receiver.badness = chance.happens(0.5) ? 0 : chance.random()),
  },
  {
    perMille: 10,
    strike: (world) => {
      world.backup = { image: world.hub.disk.image(), at: world.clock.monotonic() };
    },
  },
  {
    perMille: 6,
    strike: (world) => {
      if (world.backup) world.restoreHub(world.backup);
    },
  },
  {
    perMille: 10,
    strike: (world, chance) => {
      const host = some(world, chance);
      if (host) host.image = host.node.disk.image();
    },
  },
  {
    perMille: 12,
    strike: (world, chance) => {
      const host = some(world, chance);
      if (host?.image) world.rollBack(host, host.image);
    },
  },
  {
    perMille: 10,
    strike: async (world, chance) => {
      const host = some(world, chance);
      if (host && !host.clone) await world.clone(host);
    },
  },
  {
    perMille: 15,
    strike: (world, chance) => {
      const host = some(world, chance);
      if (!host?.clone) return;
      host.clone.node.kill();
      host.clone = null;
    },
  },
  {
    perMille: 6,
    strike: (world, chance) => {
      const host = some(world, chance);
      // What waits to be told waits as much longer as the hub's clock is put back.
      if (chance.happens(0.5)) world.hub.wallOffsetMs += chance.between(-5 * MINUTE_MS, HOUR_MS);
      else if (host) host.node.wallOffsetMs += chance.between(-HOUR_MS, HOUR_MS);
      world.checker.clockWasSet();
      world.tally.clockJumps += 1;
    },
  },
  // A bit flips, or a hub had a bug: what is believed is not what its digest says, until a snapshot mends it.
  {
    perMille: 20,
    strike: (world, chance) => {
      const host = some(world, chance);
      if (host) world.hub.disk.spoil(host.agent);
    },
  },
];

/** One step of a bad time: containers live, and things go wrong. */
export async function suffer(world: World): Promise<void> {
  const { chance } = world;
  await world.pass(chance.between(50, 4_000));
  if (chance.happens(0.5)) await live(world);
  for (const { perMille, strike } of FAULTS)
    if (chance.happens(perMille / 1_000)) await strike(world, chance);
  await restart(world);
}

/** What has died is started again when it is time. */
export async function restart(world: World): Promise<void> {
  const now = world.clock.monotonic();
  if (world.hubRestartAt !== null && world.hubRestartAt <= now) {
    world.hubRestartAt = null;
    await world.hub.start();
    world.checker.hubIsUp();
  }
  for (const host of world.hosts) {
    if (host.restartAt === null || host.restartAt > now) continue;
    host.restartAt = null;
    await host.node.start();
  }
}

/** Everything that was broken is mended, and nothing breaks any more. */
export function heal(world: World): void {
  world.perilous = false;
  world.receiver.badness = 0;
  for (const host of world.hosts) {
    host.network.weather = FAIR;
    host.network.cut = false;
    host.clone?.node.kill();
    host.clone = null;
  }
}

const ACTS: readonly Act[] = [
  { do: 'exit', code: 1 },
  { do: 'oom' },
  { do: 'pause' },
  { do: 'unpause' },
  { do: 'stop' },
  { do: 'start' },
  { do: 'restart' },
  { do: 'fail', output: 'connection refused' },
  { do: 'fail', output: 'connection refused' },
  { do: 'pass' },
  { do: 'pass' },
];

async function live(world: World): Promise<void> {
  const { chance } = world;
  const host = some(world, chance);
  const act = chance.pick(ACTS);
  const name = chance.pick(['web', 'db', 'job']);
  // Stopping waits for the exit, and not everything can be done to everybody.
  if (host && act && name) void host.node.engine.act(name, act).catch(() => undefined);
}

function some(world: World, chance: Chance): Host | undefined {
  return chance.pick(world.hosts);
}
