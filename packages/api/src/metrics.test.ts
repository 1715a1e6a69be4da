import { describe, expect, it } from 'vitest';
import { gauge, only } from './exposition.ts';
import { metricsRoutes } from './metrics.ts';

function serving() {
  let reads = 0;
  const app = metricsRoutes(async () => {
    reads += 1;
    return [gauge('reads', 'How often it was asked.', only(reads))];
  });
  return (accept = '') => app.request('/metrics', { headers: accept ? { accept } : {} });
}

it('measures anew each time', async () => {
  const ask = serving();
  expect(await (await ask()).text()).toContain('\nreads 1\n');
  expect(await (await ask()).text()).toContain('\nreads 2\n');
});

describe('the format', () => {
  it.each([
    ['', 'text/plain; version=0.0.4; charset=utf-8'],
    ['*/*', 'text/plain; version=0.0.4; charset=utf-8'],
    ['text/html, */*;q=0.8', 'text/plain; version=0.0.4; charset=utf-8'],
    [
      // As Prometheus 2.42 asks.
      'application/openmetrics-text;version=1.0.0,application/openmetrics-text;version=0.0.1;q=0.75,text/plain;version=0.0.4;q=0.5,*/*;q=0.1',
      'application/openmetrics-text; version=1.0.0; charset=utf-8',
    ],
  ])('for %j is %s', async (accept, type) => {
    const response = await serving()(accept);
    expect([response.headers.get('content-type'), response.headers.get('vary')]).toEqual([type, 'accept']);
    expect((await response.text()).endsWith('# EOF\n')).toBe(type.startsWith('application'));
  });
});
