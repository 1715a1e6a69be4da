import { subjectParts } from '@hale/core';

/**
 * What people call a subject: `shop/web` for the only container of a service, `shop/web/2` for another one. On a hub its host comes
 * first: `web-1 shop/web`; where that is not known, the id of its agent.
 */
export function shortName(subject: string, host?: string): string {
  const { agent, kind, name } = subjectParts(subject);
  const only = kind === 'container' && /^[^/]+\/[^/]+\/1$/.test(name);
  const own =
    kind === 'container' ? (only ? name.slice(0, -2) : name) : [kind, name].filter(Boolean).join('/');
  return agent === null ? own : `${host ?? agent} ${own}`;
}
