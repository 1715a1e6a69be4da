import { agentLedger } from './agent-ledger.ts';
import { HubLedger } from './hub-ledger.ts';
import type { Stage } from './stage.ts';

/** Why it is not at rest yet. Empty: the hub has all that its agents have, believes what they believe, and has told it. */
export function unsettled({ hub, hosts }: Pick<Stage, 'hub' | 'hosts'>, lease = 'live'): readonly string[] {
  using ledger = new HubLedger(hub.data);
  const why = hosts.flatMap(({ data }) => {
    const { agent, tip, beliefs } = agentLedger(data, { rows: false });
    if (ledger.lease(agent) !== lease) return [`${agent} is ${ledger.lease(agent)}`];
    const { epoch, acked } = ledger.stream(agent);
    if (epoch !== tip.epoch || acked.seq !== tip.seq || acked.chain !== tip.chain)
      return [`${agent} is at ${epoch} ${acked.seq}, and its journal at ${tip.epoch} ${tip.seq}`];
    const there = ledger.beliefs(agent);
    return [...new Set([...beliefs.keys(), ...there.keys()])]
      .filter((subject) => beliefs.get(subject) !== there.get(subject))
      .map((subject) => `${agent}: ${subject} is believed otherwise`);
  });
  const untold = ledger.untold();
  return untold > 0 ? [...why, `${untold} entries have still to be told`] : why;
}
