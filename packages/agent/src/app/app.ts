import { type Context, Hono, type MiddlewareHandler } from 'hono';
import type { Agent } from '../agent.ts';
import { type AccessOptions, accessPolicy } from './access/policy.ts';
import { badgeDocs, badgeRoutes } from './badge.ts';
import { containersDocs, containersRoutes } from './containers.ts';
import { destinationsDocs, destinationsRoutes } from './destinations.ts';
import { eventsDocs, eventsRoutes } from './events.ts';
import { healthDocs, healthRoutes } from './health.ts';
import { limits, refuseMethod } from './limits.ts';
import { metricsDocs, metricsRoutes } from './metrics.ts';
import { openapiDocs, openapiRoutes } from './openapi.ts';
import { problemOf, problemResponse } from './problem.ts';
import type { RouteDoc } from './route-doc.ts';
import { silencesDocs, silencesRoutes } from './silences.ts';
import { transitionsDocs, transitionsRoutes } from './transitions.ts';

/** Every route of an agent's app. */
export const agentDocs: readonly RouteDoc[] = [
  ...containersDocs,
  ...transitionsDocs,
  ...eventsDocs,
  ...destinationsDocs,
  ...silencesDocs,
  ...healthDocs,
  ...metricsDocs,
  ...badgeDocs,
  ...openapiDocs,
];

export interface AgentAppOptions {
  /** Who may do what. Default: whoever gets here may do everything, for a host service that guards its own routes. */
  readonly access?: AccessOptions;
}

/** The type of an agent's routes, for a typed client: `hc<AgentApp>('http://127.0.0.1:4253')`. */
export type AgentApp = ReturnType<typeof createAgentApp>;

/**
 * What an agent tells over HTTP. Mount it anywhere, `app.route('/containers', createAgentApp(agent))`, or serve its `fetch`. It opens no
 * port and ends with the agent; of its host's routes, errors and 404s it touches nothing.
 */
export function createAgentApp(agent: Agent, { access }: AgentAppOptions = {}) {
  const app = new Hono();
  const methods = methodsByPath(agentDocs);
  // Path by path: a wildcard would stand before routes of a host that has mounted this at its root.
  for (const path of methods.keys()) app.use(path, uncached);
  if (access) app.use('*', accessPolicy(agentDocs, access));
  for (const path of methods.keys()) app.use(path, limits(agent.clock));
  const routes = app
    .route('/', containersRoutes(agent))
    .route('/', transitionsRoutes(agent))
    .route('/', eventsRoutes(agent))
    .route('/', destinationsRoutes(agent))
    .route('/', silencesRoutes(agent))
    .route('/', healthRoutes(agent))
    .route('/', metricsRoutes(agent))
    .route('/', badgeRoutes(agent))
    .route('/', openapiRoutes(agent, agentDocs));
  for (const [path, taken] of methods) app.all(path, refuseMethod(taken));
  app.notFound((c) =>
    problemResponse(c, {
      status: 404,
      title: 'There is nothing here',
      detail: 'GET openapi.json lists what there is.',
    }),
  );
  app.onError((error, c) => failed(agent, error, c));
  return routes;
}

/** What is so now may be otherwise at once, and names are hostile: no cache keeps it, and no browser guesses what it is. */
const uncached: MiddlewareHandler = async (c, next) => {
  await next();
  if (!c.res.headers.has('cache-control')) c.header('cache-control', 'no-store');
  c.header('x-content-type-options', 'nosniff');
};

function failed(agent: Pick<Agent, 'log'>, error: unknown, c: Context) {
  const report = problemOf(error);
  if (report.status >= 500)
    agent.log?.error('a request failed', { method: c.req.method, path: c.req.path, error: String(error) });
  return problemResponse(c, report);
}

function methodsByPath(docs: readonly RouteDoc[]): ReadonlyMap<string, readonly string[]> {
  return new Map(
    docs.map(({ path }) => [path, docs.filter((doc) => doc.path === path).map(({ method }) => method)]),
  );
}
