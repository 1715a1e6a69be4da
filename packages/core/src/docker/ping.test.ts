import { describe, expect, it } from 'vitest';
import { HaleError } from '../error.ts';
import { ping } from './ping.ts';
import { type Answer, answering, PONG } from './testing/http.ts';

const pong = (headers: Readonly<Record<string, string>>): Answer => ({ headers, body: 'OK' });

describe('ping', () => {
  it.each([
    [{ 'libpod-api-version': '4.3.1' }, 'podman'],
    [{ server: 'Libpod/4.3.1 (linux)' }, 'podman'],
    [{ server: 'Docker/20.10.24 (linux)' }, 'docker'],
    [{}, 'docker'],
  ])('tells by %j that it is %s', async (headers, kind) => {
    const { http } = answering(() => pong({ 'api-version': '1.41', ...headers }));
    expect(await ping(http)).toEqual({ kind, apiVersion: '1.41', date: null });
  });

  it.each([[403], [404], [405], [500]])('falls back to GET when HEAD answers %i', async (status) => {
    const { http, received } = answering(({ method }) => (method === 'HEAD' ? { status } : pong(PONG)));
    expect((await ping(http)).apiVersion).toBe('1.45');
    expect(received.map(({ method }) => method)).toEqual(['HEAD', 'GET']);
  });

  it('falls back to GET when a proxy drops the headers of HEAD', async () => {
    const { http } = answering(({ method }) => pong(method === 'HEAD' ? {} : PONG));
    expect((await ping(http)).apiVersion).toBe('1.45');
  });

  it('does not ask twice where nobody answers', async () => {
    const gone = new HaleError('unreachable', 'no such socket');
    let asked = 0;
    const http = async (): Promise<never> => {
      asked += 1;
      throw gone;
    };
    await expect(ping(http)).rejects.toBe(gone);
    expect(asked).toBe(1);
  });

  it('names the rule when a proxy allows neither', async () => {
    const { http } = answering(() => ({ status: 403, body: '<html>' }));
    await expect(ping(http)).rejects.toMatchObject({
      code: 'refused',
      hint: expect.stringContaining('PING=1'),
    });
  });

  it.each([{}, { 'api-version': 'latest' }])(
    'does not take a web server for an engine (%j)',
    async (headers) => {
      const { http } = answering(() => pong(headers));
      await expect(ping(http)).rejects.toMatchObject({ code: 'protocol', path: 'Api-Version' });
    },
  );

  it('does not read a web page to its end to see that it is none', async () => {
    const { http } = answering(() => ({ body: '<html>'.repeat(100_000) }));
    await expect(ping(http)).rejects.toMatchObject({ code: 'protocol' });
  });
});
