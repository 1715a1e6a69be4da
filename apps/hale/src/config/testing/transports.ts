import {
  type ChannelTransport,
  defineTransport,
  type HttpTransport,
  type TransportDefinition,
} from '@hale/transport';
import * as z from 'zod';

const capabilities = {
  delivery: 'state',
  confirms: 'delivered',
  dedup: 'none',
  batch: 1,
  maxBytes: 1000,
} as const;
const speak: HttpTransport<unknown> = {
  request: () => ({ method: 'POST', url: '', headers: {}, body: '' }),
  classify: () => ({ kind: 'ok' }),
};

export const fakeSlack = defineTransport({
  id: 'slack',
  options: z.strictObject({
    url: z.url({ protocol: /^https$/, error: 'expected a webhook address of Slack' }),
    channel: z.string().optional(),
  }),
  capabilities,
  secrets: ({ url }) => [url],
  fixtures: { options: { url: 'https://hooks.slack.com/services/x' }, replies: [] },
  ...speak,
});

export const fakeWebhook = defineTransport({
  id: 'webhook',
  options: z.strictObject({
    url: z.url(),
    headers: z.record(z.string(), z.string()).default({}),
    retries: z.number().max(5).optional(),
    method: z.enum(['POST', 'PUT']).default('POST'),
    auth: z
      .union([
        z.strictObject({ token: z.string() }),
        z.strictObject({ user: z.string(), password: z.string() }),
      ])
      .optional(),
  }),
  capabilities,
  secrets: ({ url, headers, auth }) => [
    url,
    ...Object.values(headers),
    ...(auth && 'token' in auth ? [auth.token] : []),
  ],
  fixtures: { options: { url: 'https://example.com/' }, replies: [] },
  ...speak,
});

/** Counts the channels that are open. */
export function fakeStdout(): { readonly definition: TransportDefinition; readonly open: () => number } {
  let open = 0;
  const channel: ChannelTransport<object> = {
    open() {
      open += 1;
      return {
        send: async () => ({ kind: 'ok' }),
        close: async () => {
          open -= 1;
        },
      };
    },
  };
  const definition = defineTransport({
    id: 'stdout',
    options: z.strictObject({}),
    capabilities,
    secrets: () => [],
    fixtures: { options: {}, replies: [] },
    ...channel,
  });
  return { definition, open: () => open };
}
