import type { Check, Healthcheck } from '@hale/core';

/** A check in the words of a healthcheck; an http or tcp check as the command that would do the same. */
export function asHealthcheck({ probe, policy }: Check): Healthcheck {
  if (probe.kind === 'exec') return { test: ['CMD', ...probe.argv], ...policy };
  const host = probe.host ?? '';
  const target =
    probe.kind === 'tcp'
      ? `tcp://${host}:${probe.port}`
      : `${probe.scheme}://${host}:${probe.port}${probe.path}`;
  return { test: ['CMD', 'hale', 'check', target], ...policy };
}
