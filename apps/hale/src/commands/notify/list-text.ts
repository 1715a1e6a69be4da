import { type ListedDestination, type Listing, MAX_LISTED, type Standing, type Waiting } from '@hale/api';
import type { Condition, DeadLetter, Silence } from '@hale/core';
import { plural } from '../../diagnosis/finding.ts';
import { age } from '../../screen/age.ts';
import { badge, type Paint } from '../../screen/colour.ts';
import { type LineOptions, line } from '../../screen/line.ts';
import { shortName } from '../../screen/name.ts';
import { SILENCES, silenceRow } from '../../screen/silences.ts';
import { type Cell, type Column, table } from '../../screen/table.ts';

/** Rows of a section that a person is shown. */
export const SHOWN_ROWS = 20;
/** Sooner than a person reads it. */
const SOON_MS = 1_000;

export interface Listed extends Listing {
  /** Of what nobody is told now. */
  readonly silences: readonly Silence[];
}

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
  { title: 'TO', least: 8 },
  { title: 'TRIES' },
  { title: 'NEXT' },
  { title: 'BECAUSE', least: 8 },
];

const GIVEN_UP: readonly Column[] = [
  { title: 'CONDITION' },
  { title: 'SUBJECT', least: 12 },
  { title: 'SINCE' },
  { title: 'TO', least: 8 },
  { title: 'GIVEN UP' },
  { title: 'BECAUSE', least: 8 },
];

/** Destinations, what waits, what is silenced and what was given up: a table each, if there is any of it. */
export function listText(
  { destinations, waiting, dead, silences }: Listed,
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
      '  hale notify retry sends it now',
      WAITING,
      waiting.map((each) => waitingRow(each, now)),
      options,
    ),
    ...section(
      'Silenced',
      '  hale silence --end NAME has it told again',
      SILENCES,
      silences.map((each) => silenceRow(each, now)),
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
  return [
    conditionCell(entry.to),
    { text: shortName(entry.subject) },
    { text: age(now - entry.at) },
    { text: destination },
    { text: String(attempts) },
    { text: nextText(nextAt, now) },
    { text: because ?? '-' },
  ];
}

function nextText(nextAt: number | null, now: number): string {
  if (nextAt === null) return 'once mended';
  return nextAt < now + SOON_MS ? 'now' : `in ${age(nextAt - now)}`;
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
  return count >= MAX_LISTED ? `${MAX_LISTED}+` : String(count);
}
