import { serve } from '@hale/core/testing';
import { createInternetHttp } from '@hale/core/undici';
import { expect, it } from 'vitest';
import { egressPolicy } from './policy.ts';

it('a name that means the receiver first, and the keys of the cloud then, is refused then', async () => {
  const server = await serve((_, response) => response.setHeader('connection', 'close').end('ok'), 'tcp');
  const answers = ['127.0.0.1', '169.254.169.254'];
  const asked: string[] = [];
  const { http, close } = createInternetHttp({
    allowAddress: egressPolicy({ mode: 'operator' }),
    resolve: async (hostname) => {
      asked.push(hostname);
      return [{ address: answers.shift()!, family: 4 }];
    },
  });
  const post = () =>
    http({
      method: 'POST',
      url: `http://rebinding.example:${server.port}/secret`,
      body: '{}',
      timeoutMs: 5_000,
    });
  try {
    const { status, body } = await post();
    for await (const _ of body);
    expect(status).toBe(200);
    await expect(post()).rejects.toMatchObject({
      code: 'refused',
      message: 'rebinding.example: 169.254.169.254 is link local',
      path: 'egress',
      hint: expect.any(String),
    });
    // What is asked of is what is connected to: nobody looks twice.
    expect(asked).toEqual(['rebinding.example', 'rebinding.example']);
    expect(server.accepted()).toBe(1);
  } finally {
    await close();
    await server.close();
  }
});

it.each([
  '127.0.0.1',
  '2130706433',
  '0x7f.1',
  '0177.0.0.1',
  '①②⑦.0.0.1',
  '127.0.0.1.',
  '[::ffff:7f00:1]',
  '[::1]',
])('a literal address is nobody to look up: the public may not go to %s', async (host) => {
  const { http, close } = createInternetHttp({
    allowAddress: egressPolicy({ mode: 'public' }),
    resolve: () => Promise.reject(new Error('nobody to look up')),
  });
  try {
    const request = { method: 'POST', url: `http://${host}:1/secret`, timeoutMs: 5_000 } as const;
    await expect(http(request)).rejects.toMatchObject({
      code: 'refused',
      message: expect.stringMatching(/is loopback, and only public addresses may be sent to$/),
    });
  } finally {
    await close();
  }
});
