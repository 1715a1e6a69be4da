import { isFailure, isPassing } from '@hale/core';
import type { FleetSubject } from '@hale/store/hub';
import type { Host, World } from './world.ts';

/** Why the world is not at rest yet: what is still on its way. Empty: the hub knows and has told all. */
export async function unsettled(world: World): Promise<readonly string[]> {
  const { hub } = world.hub;
  if (hub === null) return ['there is no hub'];
  const why: string[] = [];
  for (const host of world.hosts) why.push(...(await unlike(world, host)));
  const { deliveries } = await hub.store.outstanding(10_000);
  const waiting = deliveries.filter(
    ({ dueAt, leaseUntil, destination }) =>
      destination === 'board' && (dueAt !== null || leaseUntil !== null),
  );
  why.push(...waiting.map(({ subject, want }) => `${subject} has still to be told ${want.to}`));
  const [feed] = (await hub.store.destinations()).filter(({ name }) => name === 'feed');
  const [last] = world.hub.disk.rows('select position from state');
  if ((feed?.feed?.position ?? 0) < Number(last?.['position'])) why.push('the feed has not been told all');
  return why;
}

/** What an agent's machine and the hub do not agree on. */
async function unlike(world: World, { agent, node }: Host): Promise<readonly string[]> {
  const { hub } = world.hub;
  const own = node.agent;
  const record = await hub?.store.agent(agent);
  if (!hub || !own || !record) return [`${node.name} does not run`];
  const { tip, subjects } = await own.store.believed();
  const { stream, lease } = record;
  if (lease.state !== 'live' || stream.rival !== null)
    return [`${node.name} is ${stream.rival ? 'two' : lease.state}`];
  if (tip === null || stream.epoch !== tip.epoch) return [`${node.name} is in another epoch`];
  if (stream.acked.seq !== tip.seq || stream.acked.chain !== tip.chain)
    return [`${node.name}: ${tip.seq - stream.acked.seq} entries are not there`];
  if (stream.unsettled) return [`${node.name} is unsettled`];
  const there = new Map(
    subjects.filter(({ last }) => last.to !== 'removed').map(({ subject, last }) => [subject, last.id]),
  );
  const believed = new Map((await hub.store.believed(agent)).map(({ subject, last }) => [subject, last.id]));
  return [...new Set([...there.keys(), ...believed.keys()])]
    .filter((subject) => there.get(subject) !== believed.get(subject))
    .map((subject) => `${node.name}: ${subject} is believed otherwise`);
}

/** Once all is at rest: what was told is what is so. */
export async function judge(world: World): Promise<void> {
  const { checker, receiver, tally } = world;
  if (tally.hubRestores + tally.agentRollbacks + tally.clones === 0) checker.noLosses();
  const { hub } = world.hub;
  checker.whole((agent, epoch, seq) => {
    const host = world.hosts.find((each) => each.agent === agent);
    const rows = host?.node.disk.rows(`select 1 from transition where epoch = '${epoch}' and seq = ${seq}`);
    // An epoch that the hub has forgotten altogether may never have been meant for it.
    const known = world.hub.disk.rows(`select 1 from epoch where epoch = '${epoch}'`);
    return (rows?.length ?? 0) > 0 && known.length > 0;
  });
  if (hub === null) return;
  const shown = new Map(
    receiver.arrivals
      .filter(({ destination }) => destination === 'board')
      .map((arrival) => [arrival.subject, arrival]),
  );
  for (const { agent } of world.hosts) {
    const own = shown.get(`agent/${agent}`);
    if (own && isShownFailing(own.to) && !checker.isForgotten(own.at))
      checker.broken('I9', `agent/${agent} is there, and was last told to be ${own.to}`);
    for (const row of await hub.store.believed(agent)) {
      const subject = `agent/${agent}/${row.subject}`;
      const told = shown.get(subject);
      // What flaps is told once; and what the hub has forgotten to have said it cannot mend.
      if (row.flapping.flapping || (told && checker.isForgotten(told.at))) continue;
      if (isTold(row) && told?.to !== row.last.to)
        checker.broken('I9', `${subject} is ${row.last.to}, and was told to be ${told?.to ?? 'nothing'}`);
      // What is on its way to somewhere else is no news yet.
      if (!isFailure(row.last.to) && !isPassing(row.last.to) && told && isShownFailing(told.to))
        checker.broken('I9', `${subject} is ${row.last.to}, and was last told to be ${told.to}`);
    }
  }
}

/** `unknown` of a container never is; what has just begun may be over before it has to be told. */
function isTold({ last, subject }: FleetSubject): boolean {
  return isFailure(last.to) && !(last.to === 'unknown' && subject.startsWith('container/'));
}

function isShownFailing(to: string): boolean {
  return ['unhealthy', 'oom-killed', 'crashed', 'looping', 'unknown'].includes(to);
}
