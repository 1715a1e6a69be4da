import type { RequestListener } from 'node:http';
import type { Finding, HttpSpec } from '@hale/core';
import { systemClock } from '@hale/core/system';
import { createSimulatedClock, serve, type TestServer } from '@hale/core/testing';
import { createTargetHttp } from '@hale/core/undici';
import { afterEach, describe, expect, it } from 'vitest';
import { type HttpPorts, runHttp, SEARCHED_LIMIT_BYTES } from './http.ts';

const SPEC: HttpSpec = {
  kind: 'http',
  scheme: 'http',
  host: null,
  port: 80,
  path: '/',
  method: 'GET',
  headers: {},
  expect: { from: 200, to: 399 },
  contains: null,
  tls: { verify: true, serverName: null },
};
const NEVER = new AbortController().signal;

const cleanups: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const cleanup of cleanups.splice(0).toReversed()) await cleanup();
});

function ports(): HttpPorts {
  return {
    clock: systemClock,
    http(tls) {
      const { http, close } = createTargetHttp(tls);
      cleanups.push(close);
      return http;
    },
  };
}

/** Probes a real server. In what it finds, the server is called HOST. */
async function probing(listener: RequestListener) {
  const server: TestServer = await serve(listener, 'tcp');
  cleanups.push(server.close);
  const host = `127.0.0.1:${server.port}`;
  return {
    server,
    async probe(change: Partial<HttpSpec> = {}): Promise<Finding> {
      const address = { kind: 'at', host: '127.0.0.1', port: server.port } as const;
      const outcome = await runHttp(
        { spec: { ...SPEC, ...change }, address, timeoutMs: 5_000 },
        ports(),
        NEVER,
      );
      if (outcome.kind !== 'finding') throw outcome.reason;
      return { ...outcome.finding, output: outcome.finding.output.replaceAll(host, 'HOST') };
    },
  };
}

const saying = (status: number, body: string | Buffer = '') =>
  probing((_request, response) => response.writeHead(status).end(body));

describe('an http probe', () => {
  it('sends what it is told to', async () => {
    const got: unknown[] = [];
    const { probe } = await probing(({ method, url, headers }, response) => {
      got.push([method, url, headers.host, headers['x-probe'], headers['user-agent']]);
      response.end();
    });
    await probe({ method: 'POST', path: '/ready?deep=1', headers: { 'x-probe': 'a', host: 'web.example' } });
    await probe({ headers: { 'user-agent': 'other' } });
    expect(got).toEqual([
      ['POST', '/ready?deep=1', 'web.example', 'a', 'hale'],
      ['GET', '/', expect.stringMatching(/^127/), undefined, 'other'],
    ]);
  });

  it.each([
    [200, { from: 200, to: 399 }, 0],
    [399, { from: 200, to: 399 }, 0],
    [400, { from: 200, to: 399 }, 1],
    [302, { from: 302, to: 302 }, 0],
    [200, { from: 302, to: 302 }, 1],
    [503, { from: 500, to: 599 }, 0],
  ])('takes %i within %j as %i', async (status, expected, exitCode) => {
    const { probe } = await saying(status, 'why');
    const finding = await probe({ expect: expected });
    const range = expected.from === expected.to ? expected.from : `${expected.from} to ${expected.to}`;
    expect(finding).toMatchObject({
      exitCode,
      output:
        exitCode === 0
          ? `GET http://HOST/: ${status}`
          : `GET http://HOST/: ${status}, expected ${range}\nwhy`,
      error: false,
    });
  });

  it('shows the query of no check, as it may hold a secret', async () => {
    const { probe } = await saying(500, '');
    expect((await probe({ path: '/a?token=s3cret' })).output).toBe(
      'GET http://HOST/a?...: 500, expected 200 to 399\n',
    );
  });

  it('keeps 4096 bytes of what it shows', async () => {
    const { probe } = await saying(500, 'x'.repeat(100_000));
    const { output } = await probe();
    expect(output).toMatch(/^GET .*\nx+\.\.\.$/);
    expect(output.replaceAll('HOST', '127.0.0.1:12345').length).toBe(4096 + 3);
  });

  it('looks for a text in the body', async () => {
    const { probe } = await saying(200, 'all is wéll');
    expect(await probe({ contains: 'wéll' })).toMatchObject({ exitCode: 0, output: 'GET http://HOST/: 200' });
    expect(await probe({ contains: 'bad\n' })).toMatchObject({
      exitCode: 1,
      output: 'GET http://HOST/: 200, without the text "bad\\n"\nall is wéll',
    });
  });

  it('looks for it at the beginning of a long body only', async () => {
    const { probe } = await saying(200, `${'-'.repeat(SEARCHED_LIMIT_BYTES - 2)}ok!`);
    expect((await probe({ contains: 'ok' })).exitCode).toBe(0);
    const finding = await probe({ contains: 'ok!' });
    expect(finding.exitCode).toBe(1);
    expect(finding.output).toContain(`within ${SEARCHED_LIMIT_BYTES} bytes`);
  });

  it('reads no body that it does not need, and keeps no connection', async () => {
    const { probe, server } = await probing((_request, response) => void response.write('and so on'));
    expect((await probe()).exitCode).toBe(0);
    await expect.poll(server.open).toBe(0);
  });

  it('does not read an endless answer to its end to say no', async () => {
    const { probe, server } = await probing((_request, response) => {
      response.writeHead(500);
      const more = (error?: Error | null): void => {
        if (!error) response.write('x'.repeat(10_000), more);
      };
      more();
    });
    expect((await probe()).output).toMatch(/: 500, .*\nx+\.\.\.$/);
    await expect.poll(server.open).toBe(0);
  });

  it('tells the status of an answer whose rest was cut', async () => {
    const { probe } = await probing((_request, response) => {
      response.writeHead(500, { 'content-length': '100' });
      response.write('half', () => response.destroy());
    });
    expect((await probe()).output).toMatch(/^GET http:\/\/HOST\/: 500, expected 200 to 399\n(half)?$/);
  });

  it('fails with one sentence where nothing listens', async () => {
    const { probe, server } = await saying(200);
    await server.close();
    expect(await probe()).toMatchObject({
      exitCode: 1,
      output: 'http://HOST: nothing listens there',
      error: false,
    });
  });

  it('is an error, no failure, where it has no way to the port', async () => {
    const address = { kind: 'none', reason: 'port 80 cannot be reached' } as const;
    const outcome = await runHttp({ spec: SPEC, address, timeoutMs: 5_000 }, ports(), NEVER);
    expect(outcome).toMatchObject({
      finding: { exitCode: -1, output: 'port 80 cannot be reached', error: true },
      ended: true,
    });
  });

  it.each(['bad host', 'a@b', 'a/b', 'a?b', '', '[::1]', '::zz'])(
    'is an error for %j as a host',
    async (host) => {
      const probe = {
        spec: { ...SPEC, host },
        address: { kind: 'none', reason: '' } as const,
        timeoutMs: 5_000,
      };
      expect(await runHttp(probe, ports(), NEVER)).toMatchObject({ finding: { exitCode: -1, error: true } });
    },
  );

  it('says that it took too long as moby does, and aborts', async () => {
    const clock = createSimulatedClock();
    const stop = Promise.withResolvers<unknown>();
    const http: HttpPorts['http'] = () => async (request) => {
      request.signal?.addEventListener('abort', () => stop.resolve('aborted'));
      return {
        status: 200,
        headers: {},
        body: (async function* () {
          await stop.promise;
        })(),
      };
    };
    const address = { kind: 'at', host: '::1', port: 80 } as const;
    const probe = { spec: { ...SPEC, contains: 'never' }, address, timeoutMs: 60_000 };
    const outcome = runHttp(probe, { clock, http }, NEVER);
    await clock.advance(60_000);
    expect(await outcome).toMatchObject({
      finding: { exitCode: -1, output: 'Health check exceeded timeout (1m0s)', error: false },
    });
    expect(await stop.promise).toBe('aborted');
  });
});
