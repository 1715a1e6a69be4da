import type { Listed } from './list.ts';

/** What `--json` prints. New fields may come; these stay. */
export function listRecord({ destinations, waiting, dead }: Listed) {
  return {
    destinations: destinations.map(({ name, transport, standing, waiting: count, dead: givenUp }) => ({
      name,
      transport,
      state: standing.kind,
      because: standing.kind === 'disabled' ? standing.because : null,
      until: standing.kind === 'resting' ? iso(standing.until) : null,
      waiting: count,
      givenUp,
    })),
    waiting: waiting.map(({ destination, entry, attempts, because, nextAt }) => ({
      destination,
      subject: entry.subject,
      condition: entry.to,
      at: iso(entry.at),
      attempts,
      because,
      nextAt: nextAt === null ? null : iso(nextAt),
    })),
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
