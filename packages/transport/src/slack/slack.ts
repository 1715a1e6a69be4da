import { defineTransport } from '../transport.ts';
import { classifySlack } from './classify.ts';
import { secretsOf, slackOptions } from './options.ts';
import { slackMessage } from './render.ts';

/**
 * Slack's incoming webhooks. It is told the newest condition of each container, many changes as one message; a recovery with the
 * failure that it ends. Source of the contract: Slack's "Sending messages using incoming webhooks".
 */
export const slack = defineTransport({
  id: 'slack',
  options: slackOptions,
  capabilities: {
    delivery: 'state',
    confirms: 'delivered',
    dedup: 'none',
    batch: 200,
    maxBytes: 64 * 1024,
  },
  secrets: secretsOf,
  request: (notifications, options, context) => ({
    method: 'POST',
    url: options.url,
    headers: { 'content-type': 'application/json; charset=utf-8' },
    body: JSON.stringify(slackMessage(notifications, options, context)),
  }),
  classify: classifySlack,
  fixtures: {
    options: { url: 'https://hooks.slack.com/services/T0000TEST/B0000TEST/not-a-real-webhook' },
    replies: [
      [{ status: 200, headers: {}, text: 'ok' }, 'ok'],
      [{ status: 200, headers: {}, text: '<html>sign in</html>' }, 'ambiguous'],
      [{ status: 302, headers: { location: 'https://slack.com/' }, text: '' }, 'gone'],
      [{ status: 400, headers: {}, text: 'invalid_payload' }, 'rejected'],
      [{ status: 400, headers: {}, text: 'invalid_blocks' }, 'rejected'],
      [{ status: 403, headers: {}, text: 'action_prohibited' }, 'auth'],
      [{ status: 403, headers: {}, text: 'invalid_token' }, 'auth'],
      [{ status: 404, headers: {}, text: 'no_service' }, 'gone'],
      [{ status: 404, headers: {}, text: 'channel_not_found' }, 'gone'],
      [{ status: 410, headers: {}, text: 'channel_is_archived' }, 'gone'],
      [{ status: 429, headers: { 'retry-after': '30' }, text: 'rate_limited' }, 'throttled'],
      [{ status: 500, headers: {}, text: 'rollup_error' }, 'retry'],
      [{ status: 503, headers: {}, text: '' }, 'retry'],
    ],
  },
});
