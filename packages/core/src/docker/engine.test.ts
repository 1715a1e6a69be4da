import { describe, expect, it } from 'vitest';
import { connect } from './engine.ts';
import { type Answer, answering, fixture, PONG, type Received } from './testing/http.ts';

const ping = (headers: Readonly<Record<string, string>>): Answer => ({ headers, body: 'OK' });

describe('connect', () => {
  it('asks once, unversioned, with a deadline', async () => {
    const { http, received } = answering(() => ping(PONG));
    expect(await connect(http)).toEqual({
      http,
      kind: 'docker',
      apiVersion: '1.45',
      engineApiVersion: '1.45',
      date: Date.UTC(2026, 10, 28, 14, 19, 18),
    });
    expect(received).toMatchObject([{ method: 'HEAD', path: '/_ping', timeoutMs: 10_000 }]);
  });

  it('passes the signal on, and throws its reason', async () => {
    const { http } = answering(() => ping(PONG));
    const reason = new Error('enough');
    await expect(connect(http, { signal: AbortSignal.abort(reason) })).rejects.toBe(reason);
  });

  describe('with an engine newer than hale', () => {
    const newer = (version: Answer) =>
      answering(({ path }: Received) => (path === '/_ping' ? ping({ 'api-version': '1.99' }) : version));
    const withMinimum = (minimum: string | undefined) =>
      newer({ body: { Version: '40.0', ApiVersion: '1.99', MinAPIVersion: minimum } });

    it.each(['1.40', '1.52', undefined])('speaks its own highest when the minimum is %s', async (minimum) => {
      const { http, received } = withMinimum(minimum);
      expect(await connect(http)).toMatchObject({ apiVersion: '1.52', engineApiVersion: '1.99' });
      expect(received.map(({ path }) => path)).toEqual(['/_ping', '/version']);
    });

    it('names both ranges when they do not meet', async () => {
      await expect(connect(withMinimum('1.53').http)).rejects.toMatchObject({
        code: 'api-version',
        message: 'the engine speaks API 1.53 to 1.99, hale speaks 1.41 to 1.52',
      });
    });

    it('goes on where a proxy hides the version', async () => {
      expect(await connect(newer({ status: 403 }).http)).toMatchObject({ apiVersion: '1.52' });
    });

    it('does not go on where the version is broken', async () => {
      await expect(connect(newer({ body: { Version: 'x' } }).http)).rejects.toMatchObject({
        code: 'protocol',
        path: 'ApiVersion',
      });
    });
  });

  it('does not ask for the version of an engine it knows', async () => {
    const { http, received } = answering(({ path }) =>
      path === '/_ping' ? ping(PONG) : { body: fixture('version-docker-26.1.json') },
    );
    await connect(http);
    expect(received).toHaveLength(1);
  });
});
