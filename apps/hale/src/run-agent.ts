import { Agent, createAgentApp } from '@hale/agent';
import { type AccessToken, RefusalCounts } from '@hale/api';
import { HaleError } from '@hale/core';
import { listenText } from './config/show.ts';
import { doorOf, isUnguarded } from './door.ts';
import { agentSocket } from './folder.ts';
import type { OwnHub } from './hub/own-hub.ts';
import { mounted } from './mounted.ts';
import type { AgentParts } from './parts.ts';
import { type Place, type Served, serveApp } from './serve.ts';

export interface RunOptions {
  /** `optional`: better nowhere than not at all. */
  readonly listen: { readonly host: string; readonly port: number; readonly optional?: boolean } | null;
  /** Who may ask it there. */
  readonly tokens: readonly AccessToken[];
  /** Answers below {@link HUB_PATH}, but for the agent's own socket. */
  readonly hub?: Pick<OwnHub, 'app'> | null;
  readonly signal: AbortSignal;
}

export const HUB_PATH = '/hub';

export interface RunningAgent {
  readonly agent: Agent;
  /** Where it answers, besides its own socket. */
  readonly url: string | null;
  /** What a person should know of where it does not answer. */
  readonly notes: readonly string[];
  /** Settles when it has ended, with all that was under way. */
  readonly done: Promise<void>;
}

/**
 * Starts an agent of these parts, and answers for it, until the signal is aborted.
 *
 * @throws HaleError `bad-input` when it would answer to other machines, and there is no token
 */
export async function runAgent(
  { options, folder }: AgentParts,
  { listen, tokens, hub = null, signal }: RunOptions,
): Promise<RunningAgent> {
  if (listen !== null && isUnguarded(listen, tokens)) throw unguarded(listenText(listen));
  const agent = await Agent.open(options);
  const { hash } = options;
  const refusals = new RefusalCounts(options);
  const serve = (place: Place): Promise<Served> => {
    const access = { door: doorOf(place), tokens, hash, refusals };
    const app = createAgentApp(agent, { access });
    if (hub === null || 'path' in place) return serveApp(app, place);
    return serveApp(mounted(app, HUB_PATH, hub.app(access)), place);
  };
  const notes: string[] = [];
  const serveIfPossible = (place: Place, without: string): Promise<Served | null> =>
    serve(place).catch((error: unknown) => {
      notes.push(`${without}: ${error instanceof Error ? error.message : String(error)}`);
      return null;
    });
  // A path can be too long for a socket.
  const own =
    folder === null
      ? null
      : await serveIfPossible({ path: agentSocket(folder) }, 'hale health needs --listen HOST:PORT');
  const open =
    listen && (await (listen.optional ? serveIfPossible(listen, 'answers no HTTP') : required(listen)));
  return { agent, url: open?.label ?? null, notes, done: untilEnd() };

  async function untilEnd(): Promise<void> {
    try {
      await agent.run(signal);
    } finally {
      await Promise.all([own?.close(), open?.close()]);
    }
  }

  async function required(place: Place): Promise<Served> {
    try {
      return await serve(place);
    } catch (error) {
      await own?.close();
      throw error;
    }
  }
}

function unguarded(where: string): HaleError {
  return new HaleError(
    'bad-input',
    `other machines reach ${where}, and there is no token that they would need`,
    {
      path: 'listen',
      hint: 'Make one with hale token, and put the lines that it prints into hale.yaml; or listen on 127.0.0.1.',
    },
  );
}
