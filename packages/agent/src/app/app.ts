import { Hono } from 'hono';
import type { Agent } from '../agent.ts';

/** What an agent tells over HTTP, to be mounted anywhere: `app.route('/hale', createAgentApp(agent))`. */
export function createAgentApp(agent: Pick<Agent, 'status'>) {
  return new Hono().get('/healthz', (context) => {
    const { status, reasons } = agent.status;
    const said = reasons.map(({ message }) => message);
    return context.json({ status, reasons: said }, status === 'fail' ? 503 : 200);
  });
}
