import * as z from 'zod';
import { classifyReply } from '../classify.ts';
import { bodyOf, MAX_JSON_BODY_BYTES } from '../json-body.ts';
import { defineTransport } from '../transport.ts';

const MAX_URL = 4_096;
const MAX_HEADERS = 20;
const MAX_HEADER_VALUE = 4_096;

const HEADER_NAME = /^[A-Za-z0-9!#$%&'*+.^_`|~-]+$/;
/** What the message and the connection need for themselves. */
const OWN_HEADERS = [
  'accept-encoding',
  'connection',
  'content-length',
  'content-type',
  'expect',
  'host',
  'idempotency-key',
  'keep-alive',
  'te',
  'trailer',
  'transfer-encoding',
  'upgrade',
  'user-agent',
  'webhook-id',
];
/** What comes before the secret in a header such as `authorization`. */
const SCHEME = /^(?:basic|bearer|token) +/i;

const options = z.strictObject({
  url: z
    .url({ protocol: /^https?$/, error: 'expected an address that begins with https:// or http://' })
    .max(MAX_URL)
    .refine((url) => !hasUser(url), { error: 'expected no user in the address: use a header' })
    .meta({ description: 'Where to send', secret: true }),
  method: z.enum(['POST', 'PUT']).default('POST'),
  headers: z
    .record(
      z.string(),
      z
        .string()
        .max(MAX_HEADER_VALUE)
        .regex(/^[\t\x20-\x7e\x80-\xff]*$/, { error: 'expected one line of Latin-1' })
        .meta({ secret: true }),
    )
    .refine((all) => Object.keys(all).every((name) => HEADER_NAME.test(name)), {
      error: 'expected names of headers',
    })
    .refine((all) => !Object.keys(all).some((name) => OWN_HEADERS.includes(name.toLowerCase())), {
      error: `expected other headers than ${OWN_HEADERS.join(', ')}`,
    })
    .refine((all) => Object.keys(all).length <= MAX_HEADERS, {
      error: `expected ${MAX_HEADERS} headers at most`,
    })
    .default({}),
});

/** Plain JSON to any address: every transition, in order. */
export const webhook = defineTransport({
  id: 'webhook',
  options,
  capabilities: {
    delivery: 'event',
    confirms: 'delivered',
    dedup: 'key',
    batch: 1,
    maxBytes: MAX_JSON_BODY_BYTES,
  },
  secrets: ({ url, headers }) => [
    url,
    ...Object.values(headers).flatMap((value) => [value, value.replace(SCHEME, '')]),
  ],
  request([notification], { url, method, headers }, context) {
    if (!notification) throw new Error('a request without a notification');
    const { entry } = notification;
    const own = Object.entries(headers).map(([name, value]): [string, string] => [name.toLowerCase(), value]);
    return {
      method,
      url,
      headers: {
        ...Object.fromEntries(own),
        'content-type': 'application/json',
        'webhook-id': entry.id,
        'idempotency-key': entry.id,
      },
      body: JSON.stringify(bodyOf(entry, context)),
    };
  },
  classify(reply, now) {
    const outcome = classifyReply(reply, now);
    // A proxy says so too while what is behind it is away; what is meant for good is 410.
    return reply.status === 404 && outcome.kind === 'gone' ? { ...outcome, kind: 'retry' } : outcome;
  },
  fixtures: {
    options: {
      url: 'https://hooks.example/hale/s3cret-token',
      headers: { authorization: 'Bearer s3cret-token' },
    },
    replies: [
      [{ status: 200, headers: {}, text: '' }, 'ok'],
      [{ status: 204, headers: {}, text: '' }, 'ok'],
      [{ status: 302, headers: { location: 'https://elsewhere.example/' }, text: '' }, 'gone'],
      [{ status: 400, headers: {}, text: 'no' }, 'rejected'],
      [{ status: 401, headers: {}, text: '' }, 'auth'],
      [{ status: 404, headers: {}, text: '404 page not found' }, 'retry'],
      [{ status: 410, headers: {}, text: '' }, 'gone'],
      [{ status: 429, headers: { 'retry-after': '3' }, text: '' }, 'throttled'],
      [{ status: 503, headers: {}, text: '' }, 'retry'],
    ],
  },
});

function hasUser(url: string): boolean {
  const { username = '', password = '' } = URL.parse(url) ?? {};
  return username !== '' || password !== '';
}
