import type { TransportDefinition } from '@hale/transport';
import { describe, expect, it } from 'vitest';
import { createFileReader } from './files.ts';
import { readOptions } from './options.ts';
import { fakeSlack, fakeWebhook } from './testing/transports.ts';

const source = () => ({
  env: { HOOK: 'https://h.example/1', TOKEN: 't0ken-t0ken', PLAIN: 'http://h.example/' },
  folder: '/',
  files: createFileReader(),
});
const read = (raw: unknown, definition: TransportDefinition = fakeWebhook) =>
  readOptions(definition, raw, source(), () => ['url']);

describe('the options of a transport', () => {
  it('may have a reference wherever a text is asked for', async () => {
    expect(await read({ url: { env: 'HOOK' }, auth: { token: { env: 'TOKEN' } } })).toEqual({
      input: { url: 'https://h.example/1', auth: { token: 't0ken-t0ken' } },
      secrets: ['https://h.example/1', 't0ken-t0ken', 'https://h.example/1', 't0ken-t0ken'],
      faults: [],
    });
  });

  it('may have a header that is named as a reference is', async () => {
    const { input, faults } = await read({ url: 'https://h/', headers: { env: 'HOOK' } });
    expect({ input, faults }).toEqual({ input: { url: 'https://h/', headers: { env: 'HOOK' } }, faults: [] });
    const { input: other } = await read({ url: 'https://h/', headers: { env: { env: 'TOKEN' } } });
    expect(other).toMatchObject({ headers: { env: 't0ken-t0ken' } });
  });

  it('are told of together, what is missing and what is wrong', async () => {
    const { faults } = await read({
      url: { env: 'NONE' },
      retries: 9,
      ur: 1,
      headers: { a: { file: '/none/x' } },
    });
    expect(faults).toEqual([
      { path: ['url'], message: 'the environment variable NONE is not set' },
      { path: ['headers', 'a'], message: 'there is no file /none/x' },
      { path: ['retries'], message: 'expected 5 at most' },
      { path: ['ur'], message: 'there is no such setting; did you mean url?' },
    ]);
  });

  it('are wrong where what a reference stands for is', async () => {
    const { faults, secrets } = await read({ url: { env: 'PLAIN' } }, fakeSlack);
    expect(faults).toEqual([{ path: ['url'], message: 'expected a webhook address of Slack' }]);
    expect(secrets).toEqual(['http://h.example/']);
  });

  it('are not repeated by a message, whoever has worded it', async () => {
    const careless: TransportDefinition = {
      ...fakeSlack,
      options: fakeSlack.options.refine(() => false, {
        error: ({ input }) => `what is ${JSON.stringify(input)}?`,
      }),
    };
    const { faults } = await read({ url: 'https://h.example/hush' }, careless);
    expect(faults).toHaveLength(1);
    expect(faults[0]?.message).toMatch(/^what is \{"url":"\[secret \w{6}\]"\}\?$/);
  });
});
