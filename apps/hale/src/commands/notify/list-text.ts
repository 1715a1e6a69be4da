import type { Condition, DeadLetter } from '@hale/core';
import { plural } from '../../diagnosis/finding.ts';
import { age } from '../../screen/age.ts';
import { badge, type Paint } from '../../screen/colour.ts';
import { type LineOptions, line } from '../../screen/line.ts';
import { shortName } from '../../screen/name.ts';
import { type Cell, type Column, table } from '../../screen/table.ts';
import type { Listed, ListedDestination } from './list.ts';
import { MAX_ROWS } from './list.ts';
import type { Standing } from './standing.ts';
import type { Waiting } from './waiting.ts';

/** Rows of a section that a person is shown. */
export const SHOWN_ROWS = 20;

export interface ListTextOptions {
  /** Epoch milliseconds. */
  readonly now: number;
  readonly width: number;
  readonly paint: Paint;
}

const DESTINATIONS: readonly Column[] = [
  { title: 'DESTINATION', least: 11 },
  { title: 'KIND' },
  { title: 'STATE', least: 16 },
  { title: 'WAITING' },
  { title: 'GIVEN UP' },
];

const WAITING: readonly Column[] = [
  { title: 'CONDITION' },
  { title: 'SUBJECT', least: 12 },
  { title: 'SINCE' },
  { title: 'FOR', least: 8 },
  { title: 'TRIES' },
  { title: 'NEXT' },
  { title: 'BECAUSE', least: 8 },
];

const GIVEN_UP: readonly Column[] = [
  { title: 'CONDITION' },
  { title: 'SUBJECT', least: 12 },
  { title: 'SINCE' },
  { title: 'FOR', least: 8 },
  { title: 'GIVEN UP' },
  { title: 'BECAUSE', least: 8 },
];

/** Destinations, what waits and what was given up: a table each, if there is any of it. */
export function listText(
  { destinations, waiting, dead }: Listed,
  options: ListTextOptions,
): readonly string[] {
  const { now } = options;
  if (destinations.length === 0 && dead.length === 0)
    return ['nobody is told: there is no destination. hale config show says what is set.'];
  return [
    ...table(
      DESTINATIONS,
      destinations.map((each) => destinationRow(each, now)),
      options,
    ),
    ...section(
      'Waiting',
      '',
      WAITING,
      waiting.map((each) => waitingRow(each, now)),
      options,
    ),
    ...section(
      'Given up',
      '  hale notify replay sends it again',
      GIVEN_UP,
      dead.map((each) => deadRow(each, now)),
      options,
    ),
  ];
}

function section(
  title: string,
  advice: string,
  columns: readonly Column[],
  rows: readonly (readonly Cell[])[],
  options: LineOptions,
): readonly string[] {
  if (rows.length === 0) return [];
  const heading = line(
    [
      { text: title, style: 'strong' },
      { text: advice, style: 'quiet' },
    ],
    options,
  );
  const more = rows.length - SHOWN_ROWS;
  const rest = more > 0 ? [line([{ text: `  +${more} more: --json`, style: 'quiet' }], options)] : [];
  return ['', heading, ...table(columns, rows.slice(0, SHOWN_ROWS), options), ...rest];
}

function destinationRow(
  { name, transport, standing, waiting, dead }: ListedDestination,
  now: number,
): Cell[] {
  return [
    { text: name, style: 'strong' },
    { text: transport ?? '-', style: 'quiet' },
    standingCell(standing, now),
    { text: countOf(waiting), style: waiting > 0 ? 'plain' : 'quiet' },
    { text: countOf(dead), style: dead > 0 ? 'problem' : 'quiet' },
  ];
}

function waitingRow({ destination, entry, attempts, because, nextAt }: Waiting, now: number): Cell[] {
  const next = nextAt === null ? 'once mended' : nextAt <= now ? 'now' : `in ${age(nextAt - now)}`;
  return [
    conditionCell(entry.to),
    { text: shortName(entry.subject) },
    { text: age(now - entry.at) },
    { text: destination },
    { text: String(attempts) },
    { text: next },
    { text: because ?? '-' },
  ];
}

function deadRow({ destination, entry, at, code }: DeadLetter, now: number): Cell[] {
  return [
    conditionCell(entry.to),
    { text: shortName(entry.subject) },
    { text: age(now - entry.at) },
    { text: destination },
    { text: `${age(now - at)} ago` },
    { text: code },
  ];
}

function standingCell(standing: Standing, now: number): Cell {
  switch (standing.kind) {
    case 'ready':
      return { text: '✓ ready', style: 'good' };
    case 'failing':
      return { text: `↻ ${plural(standing.failures, 'attempt')} failed`, style: 'doubt' };
    case 'resting':
      return { text: `✗ left alone for ${age(standing.until - now)}`, style: 'problem' };
    case 'disabled':
      return { text: `✗ not tried any more: ${standing.because}`, style: 'problem' };
    case 'new':
      return { text: '+ no agent has it yet', style: 'quiet' };
    case 'orphaned':
      return { text: '? not in the settings any more', style: 'doubt' };
  }
}

function conditionCell(condition: Condition): Cell {
  const { symbol, style } = badge(condition);
  return { text: `${symbol} ${condition}`, style };
}

function countOf(count: number): string {
  return count >= MAX_ROWS ? `${MAX_ROWS}+` : String(count);
}
