import type { Hash } from '@hale/core';
import type { MiddlewareHandler } from 'hono';
import { problemResponse } from '../problem.ts';
import { type CallerScope, isCallerScope, type RouteDoc, type Scope } from '../route-doc.ts';
import { credentialsOf, hasTokenInQuery } from './credentials.ts';
import { documentedRoute } from './documented-route.ts';
import { isForLoopback } from './loopback.ts';
import { type Refusal, refusalReport } from './refusal.ts';
import type { RefusalCounts } from './refusal-counts.ts';
import { isSafe, isSameOrigin } from './same-origin.ts';
import { type AccessToken, findToken, type TokenKind } from './token.ts';

/** Who may do what. */
export interface AccessOptions {
  /**
   * How a request gets here: by a Unix socket, whose file decides who may; by an address that only this machine reaches; or by
   * any other.
   */
  readonly door: 'socket' | 'loopback' | 'network';
  /**
   * By `loopback`, none means that whoever is on this machine may do everything; by `network`, that nobody may do anything. As they are
   * now, if it is a function: asked for each request that they decide.
   */
  readonly tokens: readonly AccessToken[] | (() => Promise<readonly AccessToken[]>);
  /**
   * Whether this token, of the form of its scope, is that of a caller: of an agent that reports, or of an invitation. It changes nothing:
   * what is good once is used up by the route. By every door; without it no such caller is let in.
   */
  readonly callers?: (token: string, scope: CallerScope) => Promise<boolean>;
  readonly hash: Hash;
  readonly refusals: RefusalCounts;
}

/** Refuses what is not allowed, and every route that has no documentation: what it may do is not known. */
export function accessPolicy(docs: readonly RouteDoc[], options: AccessOptions): MiddlewareHandler {
  return async (context, next) => {
    const route = documentedRoute(context, docs);
    // Whoever may not read does not learn what is not there, either.
    const scope = route?.scope ?? 'read';
    const refusal = await refusalOf(context.req.raw, scope, options);
    if (refusal !== null) {
      options.refusals.add(refusal, route?.path ?? null);
      return problemResponse(context, refusalReport(refusal, scope));
    }
    return route === null ? context.notFound() : next();
  };
}

async function refusalOf(request: Request, scope: Scope, options: AccessOptions): Promise<Refusal | null> {
  if (hasTokenInQuery(new URL(request.url))) return 'token-in-query';
  const refusal = isCallerScope(scope)
    ? await refusalOfCaller(request, scope, options)
    : await refusalOfUser(request, scope, options);
  if (refusal !== null) return refusal;
  return isSafe(request) || isSameOrigin(request) ? null : 'foreign-origin';
}

/** Being on this machine proves no agent. */
async function refusalOfCaller(
  { headers }: Request,
  scope: CallerScope,
  { callers }: AccessOptions,
): Promise<Refusal | null> {
  const token = tokenOf(headers, scope);
  if ('refusal' in token) return token.refusal;
  return (await callers?.(token.text, scope)) === true ? null : 'unknown-token';
}

async function refusalOfUser(
  request: Request,
  scope: Exclude<Scope, CallerScope>,
  { door, tokens: kept, hash }: AccessOptions,
): Promise<Refusal | null> {
  if (door === 'socket') return null;
  if (scope === 'public' && (door === 'network' || isForLoopback(request))) return null;
  const token = tokenOf(request.headers, 'api');
  // Nothing is looked up for who shows nothing.
  if (door === 'network' && 'refusal' in token) return token.refusal;
  const tokens = typeof kept === 'function' ? await kept() : kept;
  // Being here is enough.
  if (door === 'loopback' && tokens.length === 0) return isForLoopback(request) ? null : 'foreign-host';
  if (scope === 'public') return null;
  if ('refusal' in token) return token.refusal;
  const found = findToken(await hash(token.text), tokens);
  if (found === null) return 'unknown-token';
  return scope === 'operate' && found.scope !== 'operate' ? 'scope' : null;
}

function tokenOf(
  headers: Headers,
  kind: TokenKind,
): { readonly text: string } | { readonly refusal: Refusal } {
  const credentials = credentialsOf(headers);
  if (credentials.kind === 'none') return { refusal: 'no-token' };
  if (credentials.kind === 'malformed') return { refusal: 'malformed-token' };
  return credentials.of === kind ? { text: credentials.token } : { refusal: 'wrong-token' };
}
