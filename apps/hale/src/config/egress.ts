import { HaleError } from '@hale/core';
import { egressPolicy } from '@hale/transport/egress';
import type { Fault } from './issues.ts';
import type { FileSettings } from './schema.ts';

/** What is wrong with where messages may go, as far as the schema cannot say. Paths are relative to `egress`. */
export function egressFaults({
  mode = 'operator',
  allow = [],
  deny = [],
}: NonNullable<FileSettings['egress']>): readonly Fault[] {
  return [...entryFaults('allow', allow), ...entryFaults('deny', deny)];

  function entryFaults(list: 'allow' | 'deny', entries: readonly string[]): readonly Fault[] {
    return entries.flatMap((entry, n) => {
      try {
        egressPolicy({ mode, [list]: [entry] });
        return [];
      } catch (error) {
        if (!(error instanceof HaleError)) throw error;
        return [{ path: [list, n], message: error.message }];
      }
    });
  }
}
