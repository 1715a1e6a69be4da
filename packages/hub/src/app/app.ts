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
} from '@hale/api';
import type { Hub } from '../hub.ts';
import { readiness } from '../status.ts';
import { agentsDocs, agentsRoutes } from './agents.ts';
import { containersDocs, containersRoutes } from './containers.ts';
import { followDocs, followFleet } from './events.ts';
import { fleetDocs, fleetRoutes } from './fleet.ts';
import { invitationsDocs, invitationsRoutes } from './invitations.ts';
import { measure } from './metric-families.ts';
import { protocolDocs, protocolRoutes } from './protocol.ts';
import type { Gunzip } from './read-message.ts';
import { silencesDocs, silencesRoutes } from './silences.ts';
import { transitionsDocs, transitionsRoutes } from './transitions.ts';

/** Every route of a hub's app. */
export const hubDocs: readonly RouteDoc[] = [
  ...protocolDocs,
  ...fleetDocs,
  ...agentsDocs,
  ...invitationsDocs,
  ...containersDocs,
  ...transitionsDocs,
  ...followDocs,
  ...destinationsDocs,
  ...silencesDocs,
  ...healthDocs,
  ...metricsDocs,
  ...openapiDocs,
];

/** By which door requests come. Who may is in the hub's store, unless something else is said. */
export interface HubAccess
  extends Omit<AccessOptions, 'tokens' | 'callers'>,
    Partial<Pick<AccessOptions, 'tokens' | 'callers'>> {}

export interface HubAppOptions {
  /** Who may do what. Default: whoever gets here may do everything but report, for a host service that guards its own routes. */
  readonly access?: HubAccess;
  /** Inflates what agents send: `gunzip` of `@hale/core/system`. Without it they have to send it plain. */
  readonly gunzip?: Gunzip;
}

/** The type of a hub's routes, for a typed client: `hc<HubApp>('http://127.0.0.1:4253')`. */
export type HubApp = ReturnType<typeof createHubApp>;

/** What a hub takes and tells over HTTP. Mount it anywhere, or serve its `fetch`. It opens no port and ends with the hub. */
export function createHubApp(hub: Hub, { access, gunzip }: HubAppOptions = {}) {
  const { clock, log, sender } = hub;
  const guarded = access && accessOf(hub, access);
  return createApi({ docs: hubDocs, clock, log, access: guarded }, (app) =>
    app
      .route('/', protocolRoutes(hub, { gunzip }))
      .route('/', fleetRoutes(hub))
      .route('/', agentsRoutes(hub))
      .route('/', invitationsRoutes(hub))
      .route('/', containersRoutes(hub))
      .route('/', transitionsRoutes(hub))
      .route('/', followFleet(hub))
      .route('/', destinationsRoutes(tellingOf(hub)))
      .route('/', silencesRoutes(hub))
      .route('/', healthRoutes(healthOf(hub)))
      .route(
        '/',
        metricsRoutes(() => measure(hub, access?.refusals)),
      )
      .route(
        '/',
        openapiRoutes({
          title: 'hale hub',
          version: sender.version,
          description:
            'What agents of hale on many hosts report of their containers, who is told of it, and what it can be asked to do.',
          docs: hubDocs,
        }),
      ),
  );
}

function accessOf({ store, enrolment }: Hub, access: HubAccess): AccessOptions {
  return {
    tokens: () => store.tokens(),
    callers: async (token, scope) =>
      scope === 'agent' ? (await enrolment.agentOf(token)) !== null : enrolment.invites(token),
    ...access,
  };
}

function tellingOf(hub: Hub) {
  return {
    clock: hub.clock,
    store: hub.store,
    view: {
      get destinations() {
        return hub.destinations;
      },
    },
  };
}

function healthOf(hub: Hub) {
  return {
    get status() {
      return hub.status();
    },
    get ready() {
      return readiness(hub.store);
    },
    version: hub.sender.version,
  };
}
