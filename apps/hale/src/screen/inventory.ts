import type { ContainerView } from '@hale/agent';
import { CONDITIONS, type Condition } from '@hale/core';
import { ageSince } from './age.ts';
import { badge, type Paint } from './colour.ts';
import { shortName } from './name.ts';
import { type Cell, type Column, table } from './table.ts';

const COLUMNS: readonly Column[] = [
  { title: 'CONDITION' },
  { title: 'NAME', least: 16 },
  { title: 'SINCE' },
  { title: 'STREAK' },
  { title: 'IMAGE', least: 8 },
  { title: 'LAST OUTPUT', least: 12 },
];

export interface InventoryOptions {
  /** Epoch milliseconds of the engine's clock. */
  readonly now: number;
  readonly width: number;
  readonly paint: Paint;
}

export function inventoryTable(views: readonly ContainerView[], options: InventoryOptions): string[] {
  const rows = views.toSorted(worstFirst).map((view) => row(view, options.now));
  return table(COLUMNS, rows, options);
}

/** Problems first, then what lives, then what has ended; by name within each. */
export function worstFirst(a: ContainerView, b: ContainerView): number {
  const rank = CONDITIONS.indexOf(a.condition) - CONDITIONS.indexOf(b.condition);
  return rank || names.compare(a.subject, b.subject);
}

const names = new Intl.Collator('en', { numeric: true });

/** Such as `1 unhealthy · 3 healthy`, worst first. */
export function counts(views: readonly { readonly condition: Condition }[]): readonly Cell[] {
  const parts = CONDITIONS.flatMap((condition): Cell[] => {
    const count = views.filter((view) => view.condition === condition).length;
    return count === 0
      ? []
      : [
          { text: ' · ', style: 'quiet' },
          { text: `${count} ${condition}`, style: badge(condition).style },
        ];
  });
  return parts.length === 0 ? [{ text: 'no containers' }] : parts.slice(1);
}

function row({ condition, subject, since, container }: ContainerView, now: number): Cell[] {
  const { symbol, style } = badge(condition);
  const quiet = style === 'quiet' ? style : 'plain';
  const streak = container.health?.failingStreak ?? 0;
  return [
    { text: `${symbol} ${condition}`, style },
    { text: shortName(subject), style: style === 'problem' ? 'strong' : quiet },
    { text: ageSince(since, now), style: quiet },
    { text: streak > 0 ? String(streak) : '', style: quiet },
    { text: container.image, style: 'quiet' },
    { text: lastWords({ condition, container }), style: quiet },
  ];
}

/** The last line of its last probe; of one that has ended badly, how. */
function lastWords({ condition, container }: Pick<ContainerView, 'condition' | 'container'>): string {
  const { state, health } = container;
  if (condition === 'crashed' || condition === 'looping' || condition === 'restarting')
    return `exit code ${state.exitCode}`;
  if (condition === 'oom-killed') return `out of memory, exit code ${state.exitCode}`;
  if (state.status !== 'running') return '';
  return lastLine(health?.log.at(-1)?.output ?? '');
}

export function lastLine(output: string): string {
  return output.trimEnd().split(/\r?\n/).at(-1) ?? '';
}
