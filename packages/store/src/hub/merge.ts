import { subjectParts } from '@hale/core';
import type { HubBatch } from './hub-store.ts';

/** Rows of one transaction, unless one batch alone has more: nobody else is served meanwhile. */
export const MAX_MERGED_ROWS = 1_000;

/** Batches that can be one. Each is made from rows that none of the others writes. */
export interface Group<T> {
  readonly members: T[];
  readonly claims: Set<string>;
  silences: number | undefined;
  rows: number;
}

/** In the order in which they came, as far as they have to do with each other. */
export function groupsOf<T extends { readonly batch: HubBatch }>(given: readonly T[]): readonly Group<T>[] {
  const groups: Group<T>[] = [];
  for (const member of given) {
    const { batch } = member;
    const [claims, rows] = [claimsOf(batch), rowsOf(batch)];
    const after = groups.findLastIndex((group) => claims.some((claim) => group.claims.has(claim)));
    const found = groups.slice(after + 1).find((group) => goesWith(group, batch, rows));
    const group = found ?? { members: [], claims: new Set(), silences: undefined, rows: 0 };
    if (!found) groups.push(group);
    group.members.push(member);
    for (const claim of claims) group.claims.add(claim);
    group.silences ??= batch.silences;
    group.rows += rows;
  }
  return groups;
}

function goesWith<T>(group: Group<T>, { silences }: HubBatch, rows: number): boolean {
  const agree = silences === undefined || group.silences === undefined || silences === group.silences;
  return agree && group.rows + rows <= MAX_MERGED_ROWS;
}

/** What no two batches of a group may both be about. */
function claimsOf(batch: HubBatch): readonly string[] {
  const { epochs, deliveries = [], settled = [], replaced = [] } = batch;
  const rows = [
    ...(batch.fences ?? []),
    ...(batch.streams ?? []),
    ...(batch.leases ?? []),
    ...(epochs?.begun ?? []),
    ...(batch.received ?? []),
    ...(batch.believed ?? []),
    ...(batch.gone ?? []),
    ...(batch.gaps ?? []),
    ...(batch.rejected ?? []),
    ...(batch.parts ?? []),
    ...(batch.assembled ?? []),
  ];
  const names = [...(epochs?.begun ?? []), ...(epochs?.closed ?? [])];
  return [
    ...new Set([
      ...rows.map(({ agent }) => `agent ${agent}`),
      ...(batch.agents ?? []).map(({ id }) => `agent ${id}`),
      ...replaced.map((agent) => `agent ${agent}`),
      ...[...deliveries, ...settled].map(({ subject }) => aboutWhom(subject)),
      ...names.map(({ epoch }) => `epoch ${epoch}`),
      ...(batch.own ? ['own'] : []),
    ]),
  ];
}

function aboutWhom(subject: string): string {
  const { agent } = subjectParts(subject);
  return agent === null ? `subject ${subject}` : `agent ${agent}`;
}

function rowsOf({ received, own, believed, deliveries, settled, leases }: HubBatch): number {
  return [received, own?.entries, believed, deliveries, settled, leases].reduce(
    (sum, rows) => sum + (rows?.length ?? 0),
    1,
  );
}

/** One batch of a group. */
export function merge(batches: readonly HubBatch[]): HubBatch {
  const [own] = batches.flatMap((batch) => batch.own ?? []);
  const [silences] = batches.flatMap((batch) => batch.silences ?? []);
  return {
    fences: batches.flatMap((batch) => batch.fences ?? []),
    streams: batches.flatMap((batch) => batch.streams ?? []),
    leases: batches.flatMap((batch) => batch.leases ?? []),
    agents: batches.flatMap((batch) => batch.agents ?? []),
    epochs: {
      begun: batches.flatMap(({ epochs }) => epochs?.begun ?? []),
      closed: batches.flatMap(({ epochs }) => epochs?.closed ?? []),
    },
    received: batches.flatMap((batch) => batch.received ?? []),
    ...(own ? { own } : {}),
    replaced: batches.flatMap((batch) => batch.replaced ?? []),
    believed: batches.flatMap((batch) => batch.believed ?? []),
    gone: batches.flatMap((batch) => batch.gone ?? []),
    gaps: batches.flatMap((batch) => batch.gaps ?? []),
    rejected: batches.flatMap((batch) => batch.rejected ?? []),
    parts: batches.flatMap((batch) => batch.parts ?? []),
    assembled: batches.flatMap((batch) => batch.assembled ?? []),
    ...(silences === undefined ? {} : { silences }),
    deliveries: batches.flatMap((batch) => batch.deliveries ?? []),
    settled: batches.flatMap((batch) => batch.settled ?? []),
  };
}
