import { HaleError } from '@hale/core';
import type { AgentRecord } from '@hale/store/hub';

/** Letters of an agent's id that are shown, and that name it. */
export const SHORT_ID = 8;

/**
 * The agent that a person means: by its host, or by its id, of which the first letters are enough.
 *
 * @throws HaleError `not-found` where there is none, `bad-input` where there are several
 */
export function agentNamed(text: string, all: readonly AgentRecord[]): AgentRecord {
  const byId = all.filter(({ agent }) => agent.id.startsWith(text) && text.length >= SHORT_ID);
  const byHost = all.filter(({ agent }) => agent.host.name === text);
  // One that was revoked is meant only where no other is.
  const current = byHost.filter(({ agent }) => agent.revokedAt === null);
  const [found, ...others] = byId.length > 0 ? byId : current.length > 0 ? current : byHost;
  if (found === undefined)
    throw new HaleError('not-found', `there is no agent ${JSON.stringify(text)}`, {
      path: 'agent',
      hint: 'hale hub agents --all lists them.',
    });
  if (others.length === 0) return found;
  const ids = [found, ...others].map(({ agent }) => agent.id.slice(0, SHORT_ID)).join(', ');
  throw new HaleError('bad-input', `there are several agents on ${text}: ${ids}`, {
    path: 'agent',
    hint: 'Name one by its id.',
  });
}
