import { type AgentIdentity, enrol } from '@hale/agent';
import { tokenKind } from '@hale/api';
import { HaleError, type Http, type Log, type Signal } from '@hale/core';
import type { Host } from '@hale/protocol/sync';
import type { Identity, IdentityKeep } from './identity.ts';

export interface IdentifyOptions {
  readonly url: string;
  /** Of an invitation, or an agent's own; `null`: whoever was enrolled before. */
  readonly token: string | null;
  readonly keep: IdentityKeep;
  readonly http: Http;
  /** How this machine is called to the hub. */
  readonly host: Host;
  readonly log?: Log;
}

/**
 * Who this agent is to its hub: who it was before, unless it is invited anew. It enrols at most once for each invitation.
 *
 * @throws HaleError `refused` where the hub does not take the invitation; what `enrol` throws where it cannot be asked
 */
export async function identify(options: IdentifyOptions, signal: Signal): Promise<AgentIdentity> {
  const { url, token, keep, http, host, log } = options;
  if (token !== null && tokenKind(token) === 'agent') return { agent: null, token };
  const known = await identityFor(url, keep);
  if (known !== null && (token === null || keyOf(token) === known.by)) return known;
  if (token === null) throw uninvited(url);
  try {
    const { agent, hub, token: own } = await enrol({ http, url, token }, host, signal);
    const identity = { url, hub, agent, token: own, by: keyOf(token) };
    await keepOrSay(identity, keep, log);
    log?.info('enrolled', { hub: url, agent });
    return identity;
  } catch (error) {
    if (known === null || !(error instanceof HaleError) || error.code !== 'refused') throw error;
    log?.warn('the hub does not take the invitation: going on as the agent that was enrolled before', {
      hub: url,
      agent: known.agent,
    });
    return known;
  }
}

/** A token never goes to another hub than the one that gave it. */
export async function identityFor(url: string, keep: IdentityKeep): Promise<Identity | null> {
  const known = await keep.read();
  return known?.url === url ? known : null;
}

export function uninvited(url: string): HaleError {
  return new HaleError('bad-input', `there is no invitation to the hub at ${url}, and none was used before`, {
    path: 'hub.token',
    hint: 'hale hub invite, where the hub runs, prints the command to start with.',
  });
}

async function keepOrSay(identity: Identity, keep: IdentityKeep, log: Log | undefined): Promise<void> {
  try {
    await keep.write(identity);
  } catch (error) {
    log?.error('who this agent is to the hub cannot be kept: after a restart it has to be invited again', {
      file: keep.place,
      error: error instanceof Error ? error.message : String(error),
    });
  }
}

/** The public part of a token. */
function keyOf(token: string): string {
  return token.split('_')[2] ?? '';
}
