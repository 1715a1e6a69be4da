import { containerSubject, HaleError, type Http } from '@hale/core';
import { connect, list } from '@hale/core/docker';
import { shortName } from './screen/name.ts';

/**
 * The id or name to ask the engine for. `shop/web` is the service `web` of the compose project `shop`, as the tables name
 * it; no container's own name has a slash.
 */
export async function resolveContainer(http: Http, text: string, signal: AbortSignal): Promise<string> {
  if (!text.includes('/')) return text;
  const containers = await list(await connect(http, { signal }), { all: true, signal });
  // While one is recreated two claim to be it: the engine lists the newer first.
  const found = containers.find((container) => shortName(containerSubject(container)) === text);
  if (found === undefined) throw noContainer(text);
  return found.id;
}

export function noContainer(text: string, cause?: unknown): HaleError {
  return new HaleError('not-found', `there is no container ${JSON.stringify(text)}`, {
    path: 'container',
    hint: 'hale ps --all lists every container.',
    cause,
  });
}
