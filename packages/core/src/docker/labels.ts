import type { Labels } from '../container.ts';

/** Longest label value that is kept, in UTF-16 code units. A longer one is dropped whole: half a setting is worse than none. */
export const LABEL_LIMIT = 4096;

const NONE: ReadonlySet<string> = new Set();
const PREFIX = 'hale.';
const KEPT: ReadonlySet<string> = new Set([
  'com.docker.compose.project',
  'com.docker.compose.service',
  'com.docker.compose.container-number',
  'com.docker.compose.oneoff',
  'com.docker.stack.namespace',
  'com.docker.swarm.service.name',
]);

/**
 * The labels that hale reads, and those that it was asked to. Labels often hold what is nobody's business, so all others end here.
 * podman-compose writes Docker's compose labels beside its own.
 */
export function keptLabels(
  labels: Readonly<Record<string, unknown>> | null | undefined,
  asked: ReadonlySet<string> = NONE,
): Labels {
  const kept: Record<string, string> = {};
  for (const key in labels) {
    if (!key.startsWith(PREFIX) && !KEPT.has(key) && !asked.has(key)) continue;
    const value = labels[key];
    if (typeof value === 'string' && value.length <= LABEL_LIMIT) kept[key] = value;
  }
  return kept;
}
