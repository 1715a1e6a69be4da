import { Hono } from 'hono';
import { accepts } from 'hono/accepts';
import * as z from 'zod';
import { EXPOSITION_TYPES, exposition, type MetricFamily } from './exposition.ts';
import type { RouteDoc } from './route-doc.ts';

const TEXT = 'text/plain';
const OPENMETRICS = 'application/openmetrics-text';

/** For Prometheus, in the format that it asks for. `measure`: what there is to tell, each time anew. */
export function metricsRoutes(measure: () => Promise<readonly MetricFamily[]>) {
  return new Hono().get('/metrics', async (c) => {
    const type = accepts(c, { header: 'Accept', supports: [TEXT, OPENMETRICS], default: TEXT });
    const format = type === OPENMETRICS ? 'openmetrics' : 'text';
    return c.body(exposition(await measure(), format), 200, {
      'content-type': EXPOSITION_TYPES[format],
      'cache-control': 'no-store',
      vary: 'accept',
    });
  });
}

export const metricsDocs: readonly RouteDoc[] = [
  {
    method: 'get',
    path: '/metrics',
    scope: 'read',
    summary: 'For Prometheus: text 0.0.4, or OpenMetrics if asked for.',
    answers: { 200: { description: 'The metrics', type: TEXT, schema: z.string() } },
  },
];
