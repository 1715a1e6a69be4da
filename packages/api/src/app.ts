import type { Clock, Log } from '@hale/core';
import { type Context, Hono, type MiddlewareHandler } from 'hono';
import { type AccessOptions, accessPolicy } from './access/policy.ts';
import { limits, refuseMethod } from './limits.ts';
import { problemOf, problemResponse } from './problem.ts';
import { MAX_BODY_BYTES, type RouteDoc } from './route-doc.ts';

export interface ApiOptions {
  /** Of every route. */
  readonly docs: readonly RouteDoc[];
  readonly clock: Clock;
  readonly log?: Log | undefined;
  /** Who may do what. Default: whoever gets here may do everything, for a host service that guards its own routes. */
  readonly access?: AccessOptions | undefined;
}

/**
 * An app of the routes that `add` gives it, behind what every app of hale has: access, limits, and problems for what goes wrong. Mounted
 * in a host service, it touches nothing of the host's own routes, errors and 404s.
 */
export function createApi<App extends Hono>(
  { docs, clock, log, access }: ApiOptions,
  add: (app: Hono) => App,
): App {
  const app = new Hono();
  const paths = new Set(docs.map(({ path }) => path));
  // Path by path: a wildcard would stand before routes of a host that has mounted this at its root.
  for (const path of paths) app.use(path, uncached);
  if (access) app.use('*', accessPolicy(docs, access));
  for (const path of paths) app.use(path, limits(clock, maxBodyBytes(docs, path)));
  const routes = add(app);
  for (const path of paths) app.all(path, refuseMethod(methodsOf(docs, path)));
  app.notFound((c) =>
    problemResponse(c, {
      status: 404,
      title: 'There is nothing here',
      detail: 'GET openapi.json lists what there is.',
    }),
  );
  app.onError((error, c) => failed(log, error, c));
  return routes;
}

/** What is so now may be otherwise at once, and names are hostile: no cache keeps it, and no browser guesses what it is. */
const uncached: MiddlewareHandler = async (c, next) => {
  await next();
  if (!c.res.headers.has('cache-control')) c.header('cache-control', 'no-store');
  c.header('x-content-type-options', 'nosniff');
};

function failed(log: Log | undefined, error: unknown, c: Context) {
  const report = problemOf(error);
  if (report.status >= 500)
    log?.error('a request failed', { method: c.req.method, path: c.req.path, error: String(error) });
  return problemResponse(c, report);
}

function methodsOf(docs: readonly RouteDoc[], path: string): readonly string[] {
  return docs.filter((doc) => doc.path === path).map(({ method }) => method);
}

/** Of the method that takes the most. */
function maxBodyBytes(docs: readonly RouteDoc[], path: string): number {
  const sizes = docs.filter((doc) => doc.path === path).map((doc) => doc.maxBodyBytes ?? MAX_BODY_BYTES);
  return Math.max(...sizes);
}
