import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Engine } from '../rig/index.ts';
import { type AgentOptions, AgentProcess } from './agent-process.ts';
import type { Receiver } from './receiver.ts';

/** Paths of the receiver. */
export const WEBHOOK = '/webhook';
export const SLACK = '/slack';
/** The destination that takes every transition. */
export const WEBHOOK_NAME = 'audit';

/** An agent of an engine with a folder of its own, which is told to tell a receiver everything in both ways. */
export interface Stage extends AsyncDisposable {
  readonly agent: AgentProcess;
  /** Where it remembers. */
  readonly data: string;
}

export async function setStage(
  engine: Pick<Engine, 'socket'>,
  receiver: Receiver,
  options: Pick<AgentOptions, 'unread'> = {},
): Promise<Stage> {
  const data = await mkdtemp(join(tmpdir(), 'hale-delivery-'));
  const config = join(data, 'hale.yaml');
  const destinations = {
    [WEBHOOK_NAME]: { webhook: { url: receiver.url(WEBHOOK) } },
    ops: { slack: { url: receiver.url(SLACK), compatible: true } },
  };
  // JSON is YAML too.
  await writeFile(config, JSON.stringify({ name: 'rig', destinations }), { mode: 0o600 });
  const agent = new AgentProcess({ host: `unix://${engine.socket}`, data, config, ...options });
  return {
    agent,
    data,
    async [Symbol.asyncDispose]() {
      await agent.end('SIGKILL');
      await rm(data, { recursive: true, force: true });
    },
  };
}
