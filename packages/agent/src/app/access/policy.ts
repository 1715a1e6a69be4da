import type { Hash } from '@hale/core';
import type { MiddlewareHandler } from 'hono';
import { problemResponse } from '../problem.ts';
import type { RouteDoc, Scope } from '../route-doc.ts';
import { credentialsOf, hasTokenInQuery } from './credentials.ts';
import { documentedRoute } from './documented-route.ts';
import { isForLoopback } from './loopback.ts';
import { REFUSALS, type Refusal } from './refusal.ts';
import type { RefusalCounts } from './refusal-counts.ts';
import { isSafe, isSameOrigin } from './same-origin.ts';
import { type AccessToken, findToken } from './token.ts';

/** Who may do what. */
export interface AccessOptions {
  /**
   * How a request gets here: by a Unix socket, whose file decides who may; by an address that only this machine reaches; or by
   * any other.
   */
  readonly door: 'socket' | 'loopback' | 'network';
  /** By `loopback`, none means that whoever is on this machine may do everything; by `network`, that nobody may do anything. */
  readonly tokens: readonly AccessToken[];
  readonly hash: Hash;
  readonly refusals: RefusalCounts;
}

/** Refuses what is not allowed, and every route that has no documentation: what it may do is not known. */
export function accessPolicy(docs: readonly RouteDoc[], options: AccessOptions): MiddlewareHandler {
  return async (context, next) => {
    const route = documentedRoute(context, docs);
    // Whoever may not read does not learn what is not there, either.
    const refusal = await refusalOf(context.req.raw, route?.scope ?? 'read', options);
    if (refusal !== null) {
      options.refusals.add(refusal, route?.path ?? null);
      return problemResponse(context, REFUSALS[refusal]);
    }
    return route === null ? context.notFound() : next();
  };
}

async function refusalOf(request: Request, scope: Scope, options: AccessOptions): Promise<Refusal | null> {
  if (hasTokenInQuery(new URL(request.url))) return 'token-in-query';
  if (isOpen(options)) {
    if (options.door === 'loopback' && !isForLoopback(request)) return 'foreign-host';
  } else if (scope !== 'public') {
    const refusal = await refusalByToken(request, scope, options);
    if (refusal !== null) return refusal;
  }
  return isSafe(request) || isSameOrigin(request) ? null : 'foreign-origin';
}

/** Whether being here is enough. */
function isOpen({ door, tokens }: AccessOptions): boolean {
  return door === 'socket' || (door === 'loopback' && tokens.length === 0);
}

async function refusalByToken(
  { headers }: Request,
  scope: 'read' | 'operate',
  { tokens, hash }: AccessOptions,
): Promise<Refusal | null> {
  const credentials = credentialsOf(headers);
  if (credentials.kind === 'none') return 'no-token';
  if (credentials.kind === 'malformed') return 'malformed-token';
  const token = findToken(await hash(credentials.token), tokens);
  if (token === null) return 'unknown-token';
  return scope === 'operate' && token.scope !== 'operate' ? 'scope' : null;
}
