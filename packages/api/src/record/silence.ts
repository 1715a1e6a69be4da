import type { Silence } from '@hale/core';
import type { Silence as SilenceRecord } from '@hale/protocol';
import { iso } from './iso.ts';

export function silenceRecord({ subject, since, until, by, reason }: Silence): SilenceRecord {
  return { subject, since: iso(since), until: iso(until), by, reason };
}
