import { Hono } from 'hono';
import type { Agent } from './agent.ts';

/** What an agent tells over HTTP, to be mounted anywhere: `app.route('/hale', createAgentApp(agent))`. */
export function createAgentApp(agent: Pick<Agent, 'status'>) {
  return new Hono().get('/healthz', (context) => {
    const { status, reasons } = agent.status;
    return context.json({ status, reasons }, status === 'fail' ? 503 : 200);
  });
}
