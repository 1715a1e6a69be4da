import { type ContainerView, containerRecord, takeInventory } from '@hale/agent';
import { composePlace, type HealthStatus, severity } from '@hale/core';
import type { Io } from '../io.ts';
import type { Paint } from '../screen/colour.ts';
import { counts, inventoryTable, worstFirst } from '../screen/inventory.ts';
import { line } from '../screen/line.ts';
import type { Cell } from '../screen/table.ts';
import type { Session } from '../session.ts';

export interface PsOptions {
  readonly all?: boolean;
  readonly health?: HealthStatus;
  readonly project?: string;
}

/** `hale ps`: one look. */
export async function ps(
  options: PsOptions,
  { io, engine, json, paint, checking }: Session,
): Promise<number> {
  const { clock, signal, stdout } = io;
  const all = await takeInventory(engine.http, { all: true, signal, clock, ...checking });
  const asked = all.filter((view) => matches(view, options));
  const shown = asked.filter((view) => options.all === true || isShown(view)).toSorted(worstFirst);
  await stdout.write(json ? jsonText(shown) : tableText(asked, shown, io, paint));
  signal.throwIfAborted();
  return 0;
}

function jsonText(shown: readonly ContainerView[]): string {
  return `${JSON.stringify(shown.map(containerRecord), null, 2)}\n`;
}

function tableText(
  asked: readonly ContainerView[],
  shown: readonly ContainerView[],
  { clock, stdout }: Io,
  paint: Paint,
): string {
  const width = stdout.isTerminal ? stdout.size.columns : Number.POSITIVE_INFINITY;
  const lines = inventoryTable(shown, { now: clock.now(), width, paint });
  if (stdout.isTerminal)
    lines.push('', line([...counts(asked), ...hidden(asked.length - shown.length)], { width, paint }));
  return `${lines.join('\n')}\n`;
}

/** What lives, and what has ended in a way that somebody should know of. */
export function isShown({ condition, container }: ContainerView): boolean {
  const { status } = container.state;
  const lives = status === 'running' || status === 'paused' || status === 'restarting';
  return lives || severity(condition) === 'critical';
}

function matches({ container }: ContainerView, { health, project }: PsOptions): boolean {
  if (health !== undefined && (container.health?.status ?? 'none') !== health) return false;
  return project === undefined || composePlace(container.labels)?.project === project;
}

function hidden(count: number): readonly Cell[] {
  return count === 0 ? [] : [{ text: `  (${count} not shown: --all)`, style: 'quiet' }];
}
