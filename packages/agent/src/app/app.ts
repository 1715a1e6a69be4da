import {
  type AccessOptions,
  createApi,
  destinationsDocs,
  destinationsRoutes,
  healthDocs,
  healthRoutes,
  metricsDocs,
  metricsRoutes,
  openapiDocs,
  openapiRoutes,
  type RouteDoc,
  type Status,
  silencesDocs,
  silencesRoutes,
  transitionsDocs,
  transitionsRoutes,
} from '@hale/api';
import type { Agent } from '../agent.ts';
import { subjectNamed } from '../subject-named.ts';
import { badgeDocs, badgeRoutes } from './badge.ts';
import { containersDocs, containersRoutes } from './containers.ts';
import { followAgent, followDocs } from './events.ts';
import { findContainer } from './find-container.ts';
import { measure } from './metric-families.ts';

/** Every route of an agent's app. */
export const agentDocs: readonly RouteDoc[] = [
  ...containersDocs,
  ...transitionsDocs,
  ...followDocs,
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
  const { clock, log, sender } = agent;
  return createApi({ docs: agentDocs, clock, log, access }, (app) =>
    app
      .route('/', containersRoutes(agent))
      .route('/', transitionsRoutes(agent))
      .route('/', followAgent(agent))
      .route('/', destinationsRoutes(agent))
      .route(
        '/',
        silencesRoutes({
          silencer: agent.silencer,
          // What was seen just now may not be on disk yet.
          subjectNamed: async (name) =>
            subjectNamed(name, (await agent.store.load()).subjects) ??
            findContainer(agent, name)?.subject ??
            null,
        }),
      )
      .route('/', healthRoutes(healthOf(agent)))
      .route(
        '/',
        metricsRoutes(() => measure(agent)),
      )
      .route('/', badgeRoutes(agent))
      .route(
        '/',
        openapiRoutes({
          title: 'hale agent',
          version: sender.version,
          description:
            'What an agent of hale knows of the containers of its engine, and what it can be asked to do.',
          docs: agentDocs,
        }),
      ),
  );
}

function healthOf(agent: Pick<Agent, 'status' | 'view' | 'sender'>) {
  return {
    get status() {
      return agent.status;
    },
    get ready() {
      return readiness(agent);
    },
    version: agent.sender.version,
  };
}

/** Whether it sees its engine, and knows all of its containers. */
function readiness({ status, view }: Pick<Agent, 'status' | 'view'>): Status {
  if (view.engine.sight === 'in-sight') return { status: 'pass', reasons: [] };
  return { status: 'fail', reasons: status.reasons.filter(({ about }) => about === 'engine') };
}
