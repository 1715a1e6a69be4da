import { type HealthStatus, parseDuration } from '@hale/core';
import { InvalidArgumentError } from 'commander';
import { HUB_URL_EXPECTED, hubUrl } from './config/hub.ts';
import { SHORT_NAME, SHORT_NAME_EXPECTED } from './config/short-name.ts';

export const HEALTH_STATUSES = [
  'none',
  'starting',
  'healthy',
  'unhealthy',
] as const satisfies readonly HealthStatus[];

/** Often enough for a person, rare enough for the engine. */
export const LEAST_POLL_MS = 100;

/** A flag's duration, as milliseconds. */
export function duration(text: string): number {
  const ms = parseDuration(text);
  if (ms === null || ms <= 0)
    throw new InvalidArgumentError('Expected a duration such as 500ms, 30s or 1m30s.');
  return ms;
}

export function pollInterval(text: string): number {
  const ms = duration(text);
  if (ms < LEAST_POLL_MS) throw new InvalidArgumentError(`Expected at least ${LEAST_POLL_MS}ms.`);
  return ms;
}

export function wholeNumber(text: string): number {
  const number = Number(text);
  if (!/^\d+$/.test(text) || !Number.isSafeInteger(number))
    throw new InvalidArgumentError('Expected a whole number.');
  return number;
}

export function shortName(text: string): string {
  if (!SHORT_NAME.test(text)) throw wrong(SHORT_NAME_EXPECTED);
  return text;
}

export function hubAddress(text: string): string {
  const url = hubUrl(text);
  if (url === null) throw wrong(HUB_URL_EXPECTED);
  return url;
}

function wrong(expected: string): InvalidArgumentError {
  return new InvalidArgumentError(`${expected.replace(/^e/, 'E')}.`);
}
