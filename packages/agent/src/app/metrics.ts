import { Hono } from 'hono';
import { accepts } from 'hono/accepts';
import * as z from 'zod';
import type { Agent } from '../agent.ts';
import { backlogs } from './backlog.ts';
import { EXPOSITION_TYPES, exposition } from './exposition.ts';
import { metricFamilies } from './metric-families.ts';
import type { RouteDoc } from './route-doc.ts';

const TEXT = 'text/plain';
const OPENMETRICS = 'application/openmetrics-text';

/** For Prometheus, in the format that it asks for. */
export function metricsRoutes(agent: Agent) {
  return new Hono().get('/metrics', async (c) => {
    const type = accepts(c, { header: 'Accept', supports: [TEXT, OPENMETRICS], default: TEXT });
    const format = type === OPENMETRICS ? 'openmetrics' : 'text';
    const waiting = await backlogs(agent.store, agent.clock.now()).catch((error: unknown) => {
      // What else there is to measure is needed most when the disk fails.
      agent.log?.warn('the outbox cannot be measured', { error: String(error) });
      return null;
    });
    return c.body(exposition(metricFamilies(agent, waiting), format), 200, {
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
