import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { createEngineHttp, type EngineHttp } from '@hale/core/undici';
import type * as z from 'zod';
import { type HubAccount, type HubTask, hubAccount, hubUp } from './hub-words.ts';
import { type Load, load } from './load.ts';
import { Reporter } from './reporter.ts';

const PROGRAM = fileURLToPath(new URL('hub-process.ts', import.meta.url));
/** So many that no hub has to put off one of them: see its `MESSAGE_RATE`. */
const AGENTS = 1_024;
/** Reports that are made before the clock runs; if they do not last, the others are made meanwhile. */
const PREPARED_A_SECOND = 4_000;

export interface Slice extends Load {
  /** Of all threads of the hub, for a message, in microseconds. */
  readonly hubCpuUs: number;
}

/** A hub in a process of its own, and agents that report to it. */
export class HubUnderLoad implements AsyncDisposable {
  readonly #child: ChildProcess;
  readonly #network: EngineHttp;
  /** Those of a group report one after another. */
  readonly #groups: readonly (readonly Reporter[])[];

  private constructor(child: ChildProcess, network: EngineHttp, groups: readonly (readonly Reporter[])[]) {
    this.#child = child;
    this.#network = network;
    this.#groups = groups;
  }

  static async start({
    atOnce,
    ...task
  }: Omit<HubTask, 'agents'> & { readonly atOnce: number }): Promise<HubUnderLoad> {
    const told: HubTask = { ...task, agents: Math.max(AGENTS, atOnce) };
    const child = fork(PROGRAM, [JSON.stringify(told)]);
    const { url, tokens } = await heard(child, hubUp);
    const { hostname: host, port } = new URL(url);
    const network = createEngineHttp({ kind: 'tcp', host, port: Number(port) }, { callConnections: atOnce });
    const { http } = network;
    const reporters = tokens.map(
      (token, n) => new Reporter({ epoch: `${task.storing}-${n}`.padStart(20, '0'), url, token, http }),
    );
    await Promise.all(reporters.map((reporter) => reporter.greet()));
    const groups = Array.from({ length: atOnce }, (_, group) =>
      reporters.filter((_reporter, n) => n % atOnce === group),
    );
    return new HubUnderLoad(child, network, groups);
  }

  get agents(): number {
    return this.#groups.flat().length;
  }

  /** Of one entry each. */
  async reports(forMs: number): Promise<Slice> {
    const each = Math.ceil((PREPARED_A_SECOND * forMs) / 1_000 / this.agents);
    for (const reporter of this.#groups.flat()) await reporter.prepare(each);
    return this.#slice(forMs, (reporter) => reporter.report());
  }

  heartbeats(forMs: number): Promise<Slice> {
    return this.#slice(forMs, (reporter) => reporter.heartbeat());
  }

  /** Entries that it has acknowledged, and those that it has stored. */
  async books(): Promise<{ readonly acked: number; readonly stored: number }> {
    const acked = this.#groups.flat().reduce((sum, reporter) => sum + reporter.acked, 0);
    return { acked, stored: (await this.#account()).stored };
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#network.close();
    if (this.#child.exitCode !== null || this.#child.signalCode !== null) return;
    const ended = once(this.#child, 'exit');
    this.#child.kill();
    await ended;
  }

  async #slice(forMs: number, send: (reporter: Reporter) => Promise<void>): Promise<Slice> {
    const before = await this.#account();
    const taken = await load(this.#groups, forMs, send);
    const after = await this.#account();
    return { ...taken, hubCpuUs: (after.cpuUs - before.cpuUs) / taken.messages };
  }

  #account(): Promise<HubAccount> {
    this.#child.send('account');
    return heard(this.#child, hubAccount);
  }
}

async function heard<Schema extends z.ZodType>(
  child: ChildProcess,
  schema: Schema,
): Promise<z.output<Schema>> {
  const over = new AbortController();
  const { signal } = over;
  const ended = once(child, 'exit', { signal }).then(() => {
    throw new Error('the hub has ended');
  });
  try {
    const said: readonly unknown[] = await Promise.race([once(child, 'message', { signal }), ended]);
    return schema.parse(said[0]);
  } finally {
    over.abort();
  }
}
