import { describeEveryRoute } from '@hale/api/testing';
import { afterAll } from 'vitest';
import { anAgent } from '../testing/agent.ts';
import { agentDocs, createAgentApp } from './app.ts';

const { agent, stop } = await anAgent([{ name: 'web', was: { status: 'running', forMs: 60_000 } }]);
afterAll(stop);

await describeEveryRoute({
  docs: agentDocs,
  serve: (access) => createAgentApp(agent, { access }),
  open: ['get /livez'],
});
