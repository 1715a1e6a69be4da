import type { Agent } from 'undici';
import { HaleError } from '../error.ts';
import type { Http } from '../http.ts';
import { DispatchedExchange } from './exchange.ts';
import { targetFailure } from './target-failure.ts';

/**
 * The network to whatever host a request's `url` names. Follows no redirect. Errors name the origin alone: a path or a query can be
 * a secret. `admit` may throw before anything is sent.
 */
export function anyOrigin(agent: Agent, admit: (url: URL) => void = () => undefined): Http {
  return async (request) => {
    if (request.signal?.aborted) throw request.signal.reason;
    const url = parse(request.url);
    admit(url);
    const { origin, pathname, search } = url;
    const exchange = new DispatchedExchange(request, {
      label: origin,
      failure: (error, phase) => targetFailure(error, origin, phase),
    });
    const { method, headers = null, body = null } = request;
    agent.dispatch({ origin, path: pathname + search, method, headers, body }, exchange);
    return exchange.response;
  };
}

function parse(url: string): URL {
  const parsed = URL.parse(url);
  const isHttp = parsed?.protocol === 'http:' || parsed?.protocol === 'https:';
  if (parsed && isHttp && parsed.username === '' && parsed.password === '') return parsed;
  throw new HaleError('bad-input', 'expected an absolute URL, http or https, without a user', {
    path: 'url',
  });
}
