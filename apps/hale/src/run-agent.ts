import { Agent, createAgentApp } from '@hale/agent';
import { agentSocket } from './folder.ts';
import type { AgentParts } from './parts.ts';
import { type Place, type Served, serveApp } from './serve.ts';

export interface RunOptions {
  /** `optional`: better nowhere than not at all. */
  readonly listen: { readonly host: string; readonly port: number; readonly optional?: boolean } | null;
  readonly signal: AbortSignal;
}

export interface RunningAgent {
  readonly agent: Agent;
  /** Where it answers, besides its own socket. */
  readonly url: string | null;
  /** Settles when it has ended, with all that was under way. */
  readonly done: Promise<void>;
}

/** Starts an agent of these parts, and answers for it, until the signal is aborted. */
export async function runAgent(
  { options, folder }: AgentParts,
  { listen, signal }: RunOptions,
): Promise<RunningAgent> {
  const agent = await Agent.open(options);
  const app = createAgentApp(agent);
  const serveIfPossible = (place: Place): Promise<Served | null> => serveApp(app, place).catch(() => null);
  // A path can be too long for a socket: then `hale health` has to be given a port.
  const own = folder === null ? null : await serveIfPossible({ path: agentSocket(folder) });
  const open = listen && (await (listen.optional ? serveIfPossible(listen) : required(listen)));
  const done = agent.run(signal).finally(() => Promise.all([own?.close(), open?.close()]));
  return { agent, url: open?.label ?? null, done };

  async function required(place: Place): Promise<Served> {
    try {
      return await serveApp(app, place);
    } catch (error) {
      await own?.close();
      throw error;
    }
  }
}
