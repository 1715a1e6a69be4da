import type { Clock } from '@hale/core';
import {
  type ByeAnswer,
  type ByeRequest,
  type HelloAnswer,
  type HelloRequest,
  PROTOCOL,
  type SnapshotAnswer,
  type SnapshotRequest,
  type SyncAnswer,
  type SyncRequest,
} from '@hale/protocol/sync';
import type { AgentRecord } from '@hale/store/hub';
import { type Ledger, MAX_CONFLICTS } from './ledger.ts';
import { bye } from './message/bye.ts';
import { hello } from './message/hello.ts';
import { snapshot } from './message/snapshot.ts';
import type { Circumstances, Step } from './message/step.ts';
import { sync } from './message/sync.ts';
import type { Reply } from './reply.ts';

export interface ReplicationOptions extends Omit<Circumstances, 'syncMs' | 'now'> {
  readonly ledger: Ledger;
  readonly clock: Clock;
  /** How often agents are asked to report now. */
  readonly syncMs: () => Promise<number>;
}

/** The hub's side of `hale-sync/1`: what an agent reports is on disk before it is told so. */
export class Replication {
  readonly #options: ReplicationOptions;

  constructor(options: ReplicationOptions) {
    this.#options = options;
  }

  hello(agent: string, request: HelloRequest): Promise<Reply<HelloAnswer>> {
    if (request.protocol !== PROTOCOL) return Promise.resolve({ kind: 'protocol' });
    return this.#answer(agent, (record, around) => hello(record, request, around));
  }

  sync(agent: string, request: SyncRequest): Promise<Reply<SyncAnswer>> {
    return this.#answer(agent, (record, around) => sync(record, request, around));
  }

  snapshot(agent: string, request: SnapshotRequest): Promise<Reply<SnapshotAnswer>> {
    return this.#answer(agent, (record, around) => snapshot(record, request, around));
  }

  bye(agent: string, request: ByeRequest): Promise<Reply<ByeAnswer>> {
    return this.#answer(agent, async (record, { now }) => bye(record, request, now));
  }

  /** Looks anew as often as somebody else has written what it was decided by. */
  async #answer<Answer>(
    agent: string,
    look: (record: AgentRecord, around: Circumstances) => Promise<Step<Answer>>,
  ): Promise<Reply<Answer>> {
    const { store, ledger, clock, syncMs } = this.#options;
    for (let conflicts = 0; conflicts < MAX_CONFLICTS; conflicts += 1) {
      const record = await store.agent(agent);
      if (record === null || record.agent.revokedAt !== null) return { kind: 'unknown' };
      const around = { ...this.#options, syncMs: await syncMs(), now: clock.now() };
      const { reply, findings } = await look(record, around);
      if (findings === null || (await ledger.write(findings))) return reply;
    }
    return { kind: 'busy' };
  }
}
