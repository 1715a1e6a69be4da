import { anEntry } from '@hale/core/testing';
import { expect, it } from 'vitest';
import * as z from 'zod';
import { bindTransport } from './destination.ts';
import { defineTransport } from './transport.ts';

const CONTEXT = { now: 0, tier: 0, receipt: null, sender: { host: 'web-3', version: '1' } } as const;
const NOTIFICATIONS = [{ entry: anEntry('unhealthy'), ends: null, reminder: false, flapping: null }];
const base = {
  id: 'pager',
  options: z.strictObject({ url: z.url(), loud: z.boolean().default(false) }),
  capabilities: { delivery: 'state', confirms: 'accepted', dedup: 'key', batch: 1, maxBytes: 1_000 },
  secrets: ({ url }: { readonly url: string }) => [url],
  fixtures: { options: { url: 'https://pager.example/x' }, replies: [] },
} as const;

const pager = defineTransport({
  ...base,
  request: ([first], { url, loud }) => ({
    method: 'POST',
    url,
    headers: {},
    body: `${loud ? '!' : ''}${first?.entry.subject}`,
  }),
  classify: () => ({ kind: 'ok' }),
});

it('speaks with its options, defaults filled in', () => {
  const bound = bindTransport(pager, { url: 'https://pager.example/x' });
  expect(bound).toMatchObject({ id: 'pager', secrets: ['https://pager.example/x'] });
  expect(bound.options).toBe('{"url":"https://pager.example/x","loud":false}');
  if (bound.speak.kind !== 'http') throw new Error('it speaks HTTP');
  expect(bound.speak.request(NOTIFICATIONS, CONTEXT).body).toBe('container/web');
  expect(bound.speak.classify({ status: 200, headers: {}, text: '' }, 0)).toEqual({ kind: 'ok' });
});

it('opens a channel of its own, and closes it', async () => {
  const calls: string[] = [];
  const channel = defineTransport({
    ...base,
    open: ({ url }) => ({
      send: (notifications) => {
        calls.push(`${url} ${notifications.length}`);
        return Promise.resolve({ kind: 'ok' } as const);
      },
      close: () => Promise.resolve(void calls.push('closed')),
    }),
  });
  const { speak } = bindTransport(channel, { url: 'https://pager.example/x' });
  if (speak.kind !== 'channel') throw new Error('it is a channel');
  expect(await speak.send(NOTIFICATIONS, { ...CONTEXT, signal: new AbortController().signal })).toEqual({
    kind: 'ok',
  });
  await speak.close();
  expect(calls).toEqual(['https://pager.example/x 1', 'closed']);
});

it.each([
  [{}, 'url'],
  [{ url: 'nowhere' }, 'url'],
  [{ url: 'https://pager.example/x', loud: 'very' }, 'loud'],
  [null, 'options'],
])('refuses %j, and names what is wrong', (input, path) => {
  expect(() => bindTransport(pager, input)).toThrow(expect.objectContaining({ code: 'bad-input', path }));
});
