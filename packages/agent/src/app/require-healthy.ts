import { problemResponse } from '@hale/api';
import { CONDITIONS, type Condition, HaleError } from '@hale/core';
import type { MiddlewareHandler } from 'hono';
import type { Agent } from '../agent.ts';
import { findContainer } from './find-container.ts';

/** Whoever is refused should come back after so long. */
const RETRY_AFTER_S = 5;

export interface RequireHealthyOptions {
  /** Seconds. Default 5. */
  readonly retryAfterS?: number;
  /**
   * Conditions that are good enough besides `healthy` and `running`: `['unknown']` lets requests through while hale cannot see the
   * engine.
   */
  readonly allow?: readonly Condition[];
}

/**
 * Middleware that answers 503, with Retry-After and `application/problem+json`, while one of the containers is not healthy, nor
 * running without a check. It looks at what the agent believes already, so it costs a request nothing.
 *
 * Containers go by name, `project/service`, subject, id, or the beginning of an id.
 *
 * @throws HaleError `bad-input` without a name: an empty list would let everything through
 */
export function requireHealthy(
  agent: Pick<Agent, 'containers' | 'view'>,
  names: readonly string[],
  { retryAfterS = RETRY_AFTER_S, allow = [] }: RequireHealthyOptions = {},
): MiddlewareHandler {
  check(names, allow, retryAfterS);
  const good = new Set<Condition>(['healthy', 'running', ...allow]);
  return async (c, next) => {
    const errors = names.flatMap((name) => {
      const found = findContainer(agent, name)?.condition ?? null;
      const condition = found ?? (agent.view.engine.sight === 'in-sight' ? null : 'unknown');
      if (condition !== null && good.has(condition)) return [];
      return [{ path: name, message: condition === null ? 'there is no such container' : condition }];
    });
    if (errors.length === 0) return next();
    return problemResponse(c, {
      status: 503,
      title: 'What this needs is not healthy',
      detail: errors.map(({ path, message }) => `${path}: ${message}`).join('; '),
      errors,
      headers: { 'retry-after': String(retryAfterS) },
    });
  };
}

function check(names: readonly string[], allow: readonly Condition[], retryAfterS: number): void {
  if (names.length === 0 || names.includes(''))
    throw new HaleError('bad-input', 'each needed container has to be named', { path: 'names' });
  const odd = allow.find((condition) => !CONDITIONS.includes(condition));
  if (odd !== undefined)
    throw new HaleError('bad-input', `"${odd}" is no condition`, {
      path: 'allow',
      hint: `There are ${CONDITIONS.join(', ')}.`,
    });
  if (!Number.isSafeInteger(retryAfterS) || retryAfterS < 0)
    throw new HaleError('bad-input', 'expected whole seconds', { path: 'retryAfterS' });
}
