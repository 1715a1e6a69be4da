import type { Outcome } from '@hale/core';
import { classifyReply } from '../classify.ts';
import { retryAfter } from '../retry-after.ts';
import type { TransportReply } from '../transport.ts';

type Refusal = Exclude<Outcome['kind'], 'ok' | 'ambiguous'>;

/** What Slack says besides `ok`. Its statuses vary with time and source, these words do not. */
const REFUSALS: ReadonlyMap<string, Refusal> = new Map([
  ['invalid_payload', 'rejected'],
  ['no_text', 'rejected'],
  ['invalid_blocks', 'rejected'],
  ['invalid_blocks_format', 'rejected'],
  ['invalid_attachments', 'rejected'],
  ['too_many_attachments', 'rejected'],
  ['msg_blocks_too_long', 'rejected'],
  ['msg_too_long', 'rejected'],
  ['user_not_found', 'rejected'],
  ['action_prohibited', 'auth'],
  ['posting_to_general_channel_denied', 'auth'],
  ['invalid_token', 'auth'],
  ['no_service', 'gone'],
  ['no_service_id', 'gone'],
  ['no_active_hooks', 'gone'],
  ['no_team', 'gone'],
  ['team_disabled', 'gone'],
  ['channel_not_found', 'gone'],
  ['channel_is_archived', 'gone'],
  ['rollup_error', 'retry'],
  ['rate_limited', 'throttled'],
  ['ratelimited', 'throttled'],
]);

/** Slack's word first, the status second. Only the word `ok` is a yes. */
export function classifySlack(reply: TransportReply, now: number): Outcome {
  const word = wordOf(reply.text);
  const kind = REFUSALS.get(word);
  if (kind !== undefined) return refused(kind, word, retryAfter(reply.headers['retry-after'], now));
  const byStatus = classifyReply(reply, now);
  if (byStatus.kind !== 'ok' || (reply.status === 200 && reply.text.trim() === 'ok')) return byStatus;
  // Something between us and Slack has answered; a receiver that imitates Slack may have taken it all the same.
  return { kind: 'ambiguous', code: 'not-ok' };
}

/** Some add what is wrong after a colon: `invalid_blocks: ...`. */
function wordOf(text: string): string {
  return /^\s*([a-z_]{1,50})(?=\s*(?::|$))/.exec(text)?.[1] ?? '';
}

function refused(kind: Refusal, code: string, notBefore: number | undefined): Outcome {
  if ((kind === 'retry' || kind === 'throttled') && notBefore !== undefined) return { kind, code, notBefore };
  return { kind, code };
}
