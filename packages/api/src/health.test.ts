import { describe, expect, it } from 'vitest';
import { healthRoutes } from './health.ts';
import type { Status } from './status.ts';

const WELL: Status = { status: 'pass', reasons: [] };
const BAD: Status = {
  status: 'fail',
  reasons: [
    { level: 'fail', about: 'engine', message: 'the engine is out of sight: refused' },
    { level: 'warn', about: 'store', message: 'the disk is full' },
    { level: 'warn', about: 'destination', message: 'chat cannot be told: 410' },
    { level: 'warn', about: 'destination', message: 'mail does not take messages now' },
  ],
};

interface Asked {
  readonly status?: Status;
  readonly ready?: Status;
  readonly accept?: string;
}

function ask(path: string, { status = WELL, ready = WELL, accept = '' }: Asked = {}) {
  const app = healthRoutes({ status, ready, version: '1.2.3' });
  return app.request(path, { headers: accept ? { accept } : {} });
}

describe('/healthz', () => {
  it.each([
    ['pass', 200],
    ['warn', 200],
    ['fail', 503],
  ] as const)('says %s with %i, and why', async (status, code) => {
    const reasons = [{ level: 'warn', about: 'store', message: 'because' } as const];
    const response = await ask('/healthz', { status: { status, reasons } });
    expect(response.status).toBe(code);
    expect(await response.text()).toBe(`${status}\n  because\n`);
  });

  it.each([
    ['', 'text/plain; charset=UTF-8'],
    ['*/*', 'text/plain; charset=UTF-8'],
    ['text/html,application/xhtml+xml,*/*;q=0.8', 'text/plain; charset=UTF-8'],
    ['application/json', 'application/json'],
    ['application/health+json', 'application/health+json'],
    ['application/health+json, application/json;q=0.5', 'application/health+json'],
    ['image/png', 'text/plain; charset=UTF-8'],
  ])('asked for %j answers %s', async (accept, type) => {
    const { headers } = await ask('/healthz', { accept });
    expect([headers.get('content-type'), headers.get('vary')]).toEqual([type, 'accept']);
    expect(headers.get('cache-control')).toBe('no-store');
  });

  it('has its reasons as JSON, for hale health', async () => {
    const response = await ask('/healthz', { status: BAD, accept: 'application/json' });
    expect(await response.json()).toEqual({
      status: 'fail',
      reasons: BAD.reasons.map(({ message }) => message),
    });
  });

  it('has them by component as health+json', async () => {
    const response = await ask('/healthz', { status: BAD, accept: 'application/health+json' });
    expect(response.status).toBe(503);
    expect(await response.json()).toEqual({
      status: 'fail',
      releaseId: '1.2.3',
      description: 'hale',
      output:
        'the engine is out of sight: refused; the disk is full; chat cannot be told: 410; mail does not take messages now',
      checks: {
        engine: [{ componentType: 'system', status: 'fail', output: 'the engine is out of sight: refused' }],
        store: [{ componentType: 'datastore', status: 'warn', output: 'the disk is full' }],
        destination: [
          { componentType: 'component', status: 'warn', output: 'chat cannot be told: 410' },
          { componentType: 'component', status: 'warn', output: 'mail does not take messages now' },
        ],
      },
    });
  });

  it('says nothing more where all is well', async () => {
    const response = await ask('/healthz', { accept: 'application/health+json' });
    expect(await response.json()).toEqual({
      status: 'pass',
      releaseId: '1.2.3',
      description: 'hale',
      checks: {},
    });
  });
});

describe('/readyz', () => {
  it.each([
    [WELL, BAD, 200, 'pass\n'],
    [
      { status: 'fail', reasons: BAD.reasons.slice(0, 1) },
      WELL,
      503,
      'fail\n  the engine is out of sight: refused\n',
    ],
  ] as const)('goes by whether it is ready alone', async (ready, status, code, text) => {
    const response = await ask('/readyz', { ready, status });
    expect([response.status, await response.text()]).toEqual([code, text]);
  });
});

it('asks each time', async () => {
  let status = WELL;
  const app = healthRoutes({
    get status() {
      return status;
    },
    ready: WELL,
    version: '1.2.3',
  });
  expect((await app.request('/healthz')).status).toBe(200);
  status = BAD;
  expect((await app.request('/healthz')).status).toBe(503);
});

describe('/livez', () => {
  it('answers, whatever is wrong', async () => {
    const response = await ask('/livez', { status: BAD, ready: BAD });
    expect([response.status, await response.text()]).toEqual([200, 'alive\n']);
  });
});
