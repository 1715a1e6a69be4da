import { expect, it } from 'vitest';
import { createAgentApp } from './app.ts';

it.each([
  ['pass', 200],
  ['warn', 200],
  ['fail', 503],
] as const)('says %s with %i, and why', async (status, code) => {
  const app = createAgentApp({ status: { status, reasons: [{ about: 'store', message: 'because' }] } });

  const response = await app.request('/healthz');

  expect(response.status).toBe(code);
  expect(await response.json()).toEqual({ status, reasons: ['because'] });
});
