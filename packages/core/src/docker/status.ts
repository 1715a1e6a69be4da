import * as z from 'zod';
import type { EngineStatus } from '../container.ts';

// The right column is what Docker would say. Below the blank line: Podman's own words, which reach its compatible API at times.
const STATUSES: Readonly<Record<string, EngineStatus>> = {
  created: 'created',
  running: 'running',
  paused: 'paused',
  restarting: 'restarting',
  removing: 'removing',
  exited: 'exited',
  dead: 'dead',

  configured: 'created',
  initialized: 'created',
  stopping: 'running',
  stopped: 'exited',
  unknown: 'dead',
};

export const engineStatus = z.string().transform((word, context): EngineStatus => {
  const status = Object.hasOwn(STATUSES, word) ? STATUSES[word] : undefined;
  if (status !== undefined) return status;
  context.addIssue({ code: 'custom', message: `expected one of ${Object.keys(STATUSES).join(', ')}` });
  return z.NEVER;
});
