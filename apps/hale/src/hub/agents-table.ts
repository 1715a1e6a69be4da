import type { Condition } from '@hale/core';
import type { Agent } from '@hale/protocol';
import { age } from '../screen/age.ts';
import { type Badge, badge } from '../screen/colour.ts';
import { counts } from '../screen/inventory.ts';
import type { Cell, Column } from '../screen/table.ts';
import { SHORT_ID } from './agent-named.ts';

/** An agent, and what is to be believed of its containers. */
export interface ListedAgent {
  readonly agent: Agent;
  readonly containers: readonly { readonly condition: Condition }[];
}

export const AGENTS: readonly Column[] = [
  { title: 'STATE' },
  { title: 'HOST', least: 12 },
  { title: 'AGENT' },
  { title: 'SINCE' },
  { title: 'HEARD' },
  { title: 'CONTAINERS', least: 12 },
  { title: 'ENGINE', least: 8 },
  { title: 'VERSION' },
  { title: 'REMEMBERS' },
  { title: 'TELLS' },
];

const STATES: Readonly<Record<Agent['state'], Badge>> = {
  conflict: { symbol: '✗', style: 'problem' },
  lost: { symbol: '?', style: 'problem' },
  late: { symbol: '◐', style: 'doubt' },
  live: { symbol: '●', style: 'good' },
  enrolled: { symbol: '+', style: 'passing' },
  stopped: { symbol: '○', style: 'quiet' },
  revoked: { symbol: '-', style: 'quiet' },
};
const WORST_FIRST = Object.keys(STATES);

/** Problems first, then what lives, then what has ended; by host within each. */
export function worstFirst({ agent: a }: ListedAgent, { agent: b }: ListedAgent): number {
  const rank = WORST_FIRST.indexOf(a.state) - WORST_FIRST.indexOf(b.state);
  return rank || hosts.compare(a.host, b.host);
}

const hosts = new Intl.Collator('en', { numeric: true });

/** `now`: epoch milliseconds of the hub. */
export function agentRow({ agent, containers }: ListedAgent, now: number): Cell[] {
  const { id, host, state, since, heardAt, sight, engine, version, remembers, tells } = agent;
  const { symbol, style } = STATES[state];
  const isThere = state === 'live' || state === 'late';
  const quiet = isThere ? 'plain' : 'quiet';
  const blind = isThere && sight === 'lost';
  const ago = (at: string): string => age(now - Date.parse(at));
  return [
    { text: `${symbol} ${state}`, style },
    { text: host, style: style === 'problem' ? 'strong' : quiet },
    { text: id.slice(0, SHORT_ID), style: 'quiet' },
    { text: ago(since), style: quiet },
    { text: heardAt === null ? '-' : ago(heardAt), style: quiet },
    countsCell(containers),
    blind
      ? { text: '? out of sight', style: badge('unknown').style }
      : { text: engine ?? '-', style: 'quiet' },
    { text: version ?? '-', style: 'quiet' },
    { text: remembers === 'disk' ? 'on disk' : 'in memory', style: quiet },
    { text: tells, style: quiet },
  ];
}

/** In the colour of the worst. */
function countsCell(containers: ListedAgent['containers']): Cell {
  if (containers.length === 0) return { text: '-', style: 'quiet' };
  const cells = counts(containers);
  const style = cells[0]?.style ?? 'plain';
  return { text: cells.map(({ text }) => text).join(''), style: style === 'good' ? 'plain' : style };
}
