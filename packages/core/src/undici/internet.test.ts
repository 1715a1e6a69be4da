import { afterEach, describe, expect, it } from 'vitest';
import { bodyText, describeHttp, serve } from '../testing/index.ts';
import { createInternetHttp, type InternetOptions } from './internet.ts';

const cleanups: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const cleanup of cleanups.splice(0).toReversed()) await cleanup();
});

function internet(options: Partial<InternetOptions> = {}) {
  const { http, close } = createInternetHttp({ allowAddress: () => null, ...options });
  cleanups.push(close);
  return (url: string) => http({ method: 'POST', url, body: '{}', timeoutMs: 5_000 });
}

async function server() {
  const served = await serve((_request, response) => response.end('ok'), 'tcp');
  cleanups.push(served.close);
  return served;
}

describeHttp('undici to the internet', { on: 'tcp', reuses: true }, () =>
  createInternetHttp({ allowAddress: () => null }),
);

describe('createInternetHttp', () => {
  const noLoopback = (address: string): string | null =>
    address.startsWith('127.') ? 'an address of this machine' : null;

  it('asks before it sends to a literal address', async () => {
    const { port, accepted } = await server();
    const post = internet({ allowAddress: noLoopback });
    await expect(post(`http://127.0.0.1:${port}/secret`)).rejects.toMatchObject({
      code: 'refused',
      message: '127.0.0.1: an address of this machine',
    });
    await expect(post(`http://2130706433:${port}/`)).rejects.toMatchObject({ code: 'refused' });
    expect(accepted()).toBe(0);
  });

  it('asks of every address of a name, when it connects', async () => {
    const { port, accepted } = await server();
    const asked: string[] = [];
    const answers = [[{ address: '192.0.2.1', family: 4 }], [{ address: '127.0.0.1', family: 4 }]];
    const post = internet({
      allowAddress: (address, hostname) => {
        asked.push(`${hostname} ${address}`);
        return noLoopback(address) ?? (address === '192.0.2.1' ? 'for documents only' : null);
      },
      resolve: () => Promise.resolve(answers.shift() ?? []),
    });
    const url = `http://rebinding.example:${port}/`;
    for (const _ of answers.slice()) await expect(post(url)).rejects.toMatchObject({ code: 'refused' });
    expect(asked).toEqual(['rebinding.example 192.0.2.1', 'rebinding.example 127.0.0.1']);
    expect(accepted()).toBe(0);
  });

  it('goes to those that may be sent to', async () => {
    const { port } = await server();
    const post = internet({
      allowAddress: (address) => (address === '192.0.2.1' ? 'for documents only' : null),
      resolve: () =>
        Promise.resolve([
          { address: '192.0.2.1', family: 4 },
          { address: '127.0.0.1', family: 4 },
        ]),
    });
    const { status, body } = await post(`http://here.example:${port}/`);
    expect([status, await bodyText(body)]).toEqual([200, 'ok']);
  });

  it('asks of the URL before all', async () => {
    const { port, accepted } = await server();
    const asked: string[] = [];
    const post = internet({
      allowUrl: (url) => {
        asked.push(url);
        return 'only https may be sent to';
      },
    });
    await expect(post(`http://127.0.0.1:${port}/secret?a=b`)).rejects.toMatchObject({
      code: 'refused',
      message: '127.0.0.1: only https may be sent to',
    });
    expect(asked).toEqual([`http://127.0.0.1:${port}/secret?a=b`]);
    expect(accepted()).toBe(0);
  });

  it.each([
    ['nothing', () => Promise.resolve([])],
    ['no such name', () => Promise.reject(Object.assign(new Error('no'), { code: 'ENOTFOUND' }))],
  ])('finds no address where the resolver says %s', async (_, resolve) => {
    await expect(internet({ resolve })('https://gone.example/secret')).rejects.toMatchObject({
      code: 'unreachable',
      message: 'https://gone.example: this host name has no address',
    });
  });

  it('finds this machine by its name', async () => {
    const { port } = await server();
    const { status } = await internet()(`http://localhost:${port}/`);
    expect(status).toBe(200);
  });

  it('follows no redirect, and never names more than the origin', async () => {
    const { close, port } = await serve((_request, response) => {
      response.writeHead(307, { location: 'http://127.0.0.1:1/' }).end();
    }, 'tcp');
    expect((await internet()(`http://127.0.0.1:${port}/secret`)).status).toBe(307);
    await close();
    await expect(internet()(`http://127.0.0.1:${port}/secret?token=x`)).rejects.toMatchObject({
      message: `http://127.0.0.1:${port}: nothing listens there`,
    });
    await expect(internet()('http://me:secret@host/')).rejects.toThrow(/^(?!.*secret)/);
  });
});
