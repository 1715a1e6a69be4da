import { destinationRecord, silenceRecord } from '@hale/api';
import type { Listed } from './list-text.ts';

/** What `--json` prints. New fields may come; these stay. */
export function listRecord({ destinations, waiting, dead, silences }: Listed) {
  return {
    destinations: destinations.map((destination) => {
      // Only the process that tells it knows.
      const { lastOutcome: _, ...record } = destinationRecord(destination);
      return record;
    }),
    waiting: waiting.map(({ destination, entry, attempts, because, nextAt }) => ({
      destination,
      subject: entry.subject,
      condition: entry.to,
      at: iso(entry.at),
      attempts,
      because,
      nextAt: nextAt === null ? null : iso(nextAt),
    })),
    silences: silences.map(silenceRecord),
    givenUp: dead.map(({ destination, entry, code, at }) => ({
      destination,
      subject: entry.subject,
      condition: entry.to,
      at: iso(entry.at),
      because: code,
      givenUpAt: iso(at),
    })),
  };
}

function iso(at: number): string {
  return new Date(at).toISOString();
}
