import { HaleError } from '@hale/core';
import type { Sql } from '../sql.ts';
import { changeOf } from './commit.ts';
import type { HubBatch } from './hub-store.ts';
import { groupsOf, merge } from './merge.ts';

export interface GroupCommit {
  commit(batch: HubBatch): Promise<boolean>;
  /** Once all that has come is settled. */
  idle(): Promise<void>;
}

interface Waiting {
  readonly batch: HubBatch;
  readonly settle: (taken: boolean) => void;
  readonly fail: (error: unknown) => void;
}

/** What comes in one turn, or while another group is being written, shares one transaction: the disk is waited for once. */
export function groupCommit(sql: Sql, turn: () => Promise<void>): GroupCommit {
  let waiting: Waiting[] = [];
  let draining: Promise<void> | null = null;
  const drain = async (): Promise<void> => {
    while (waiting.length > 0) {
      await turn();
      const come = waiting;
      waiting = [];
      for (const { members } of groupsOf(come)) await settleAll(sql, members);
    }
    draining = null;
  };
  return {
    commit: (batch) =>
      new Promise((settle, fail) => {
        waiting.push({ batch, settle, fail });
        draining ??= drain();
      }),
    idle: async () => {
      await draining;
    },
  };
}

async function settleAll(sql: Sql, members: readonly Waiting[]): Promise<void> {
  if (members.length > 1) {
    try {
      if (await write(sql, merge(members.map(({ batch }) => batch)))) {
        for (const { settle } of members) settle(true);
        return;
      }
    } catch (error) {
      if (isOfStorage(error)) {
        for (const { fail } of members) fail(error);
        return;
      }
    }
  }
  // One of them is stale, or cannot be written: it spoils no other.
  for (const { batch, settle, fail } of members) await write(sql, batch).then(settle, fail);
}

async function write(sql: Sql, batch: HubBatch): Promise<boolean> {
  const { statements, guards } = changeOf(batch);
  return (await sql.batch(statements, guards)) === 'done';
}

function isOfStorage(error: unknown): boolean {
  return error instanceof HaleError && (error.code === 'storage' || error.code === 'timeout');
}
