import type { Context } from 'hono';
import { baseRoutePath, matchedRoutes } from 'hono/route';
import { mergePath } from 'hono/utils/url';
import { isCallerScope, type RouteDoc, type Scope } from '../route-doc.ts';

type DocumentedRoute = Pick<RouteDoc, 'path' | 'scope'>;

const STRICTNESS: Readonly<Record<Scope, number>> = {
  public: 0,
  read: 1,
  operate: 2,
  agent: 3,
  enrolment: 4,
};

/**
 * The route that a middleware stands before, wherever the app is mounted; of several, the one with the strictest scope. `null`: there is
 * none, or one that has no documentation.
 */
export function documentedRoute(context: Context, docs: readonly RouteDoc[]): DocumentedRoute | null {
  const base = baseRoutePath(context);
  let strictest: DocumentedRoute | null = null;
  let refused: DocumentedRoute | null = null;
  // Those before this one are the host's.
  for (const { method, path } of matchedRoutes(context).slice(context.req.routeIndex + 1)) {
    // Another middleware.
    if (path.endsWith('*')) continue;
    const here = docs.filter((doc) => mergePath(base, doc.path) === path);
    const doc = here.find((each) => each.method.toUpperCase() === method);
    if (doc !== undefined) {
      if (strictest === null || STRICTNESS[doc.scope] > STRICTNESS[strictest.scope]) strictest = doc;
    } else if (method === 'ALL' && here[0] !== undefined) {
      // What answers the methods that a path does not take.
      refused = { path: here[0].path, scope: scopeOfAll(here) };
    } else return null;
  }
  return strictest ?? refused;
}

/** Of a path, whatever the method: whoever may not look does not learn which methods it takes, but its callers do. */
function scopeOfAll(docs: readonly RouteDoc[]): Scope {
  const [first] = docs;
  const isOfCallers =
    first !== undefined && isCallerScope(first.scope) && docs.every(({ scope }) => scope === first.scope);
  return isOfCallers ? first.scope : 'read';
}
