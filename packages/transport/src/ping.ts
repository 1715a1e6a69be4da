import type { HttpRequest, Outcome } from '@hale/core';
import { classifyReply } from './classify.ts';
import type { Sender } from './notification.ts';
import type { TransportReply } from './transport.ts';

/**
 * Says that the sender lives, to whoever raises the alarm when nobody says so any more: the contract of Healthchecks.io, which others
 * share. Its URL is a secret.
 */
export function pingRequest(url: string, { version }: Pick<Sender, 'version'>): HttpRequest {
  return {
    method: 'GET',
    url,
    headers: { 'accept-encoding': 'identity', 'user-agent': `hale/${version}` },
  };
}

/** Healthchecks.io has a yes of its own for what it throws away. */
const THROWN_AWAY = /^OK \((not found|rate limited)\)/;

/** What became of a ping. */
export function classifyPing(reply: TransportReply, now: number): Outcome {
  const outcome = classifyReply(reply, now);
  if (outcome.kind !== 'ok')
    return reply.status === 409 ? { kind: 'rejected', code: 'ambiguous-slug' } : outcome;
  switch (THROWN_AWAY.exec(reply.text)?.[1]) {
    case 'not found':
      return { kind: 'gone', code: 'not-found' };
    case 'rate limited':
      return { kind: 'throttled', code: 'rate-limited' };
    default:
      return outcome;
  }
}
