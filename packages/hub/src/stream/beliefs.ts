import { type Hash, type JournalEntry, lookAgain, STEADY } from '@hale/core';
import { stateMark, toggleMark } from '@hale/protocol/sync';
import type { FleetSubject } from '@hale/store/hub';

/** What is believed of an agent's subjects after some of its entries. */
export interface Beliefs {
  readonly digest: string;
  readonly believed: readonly FleetSubject[];
  readonly gone: readonly Pick<FleetSubject, 'agent' | 'subject'>[];
}

/** `known`: what was believed of the subjects of the entries, with this digest of all. */
export async function learn(
  agent: string,
  { known, digest: before }: { readonly known: readonly FleetSubject[]; readonly digest: string },
  entries: readonly JournalEntry[],
  hash: Hash,
): Promise<Beliefs> {
  const now = new Map(known.map((row) => [row.subject, row]));
  const touched = new Set<string>();
  let digest = before;
  for (const entry of entries) {
    const { subject, to } = entry;
    const was = now.get(subject);
    if (was) digest = toggleMark(digest, await stateMark(subject, was.last.id, hash));
    touched.add(subject);
    if (to === 'removed') {
      now.delete(subject);
      continue;
    }
    digest = toggleMark(digest, await stateMark(subject, entry.id, hash));
    now.set(subject, { agent, subject, last: entry, flapping: flappingAfter(was, entry) });
  }
  return {
    digest,
    believed: [...touched].flatMap((subject) => now.get(subject) ?? []),
    gone: [...touched].filter((subject) => !now.has(subject)).map((subject) => ({ agent, subject })),
  };
}

/** Everything anew. What was said of a subject already is no turn. */
export function believe(
  agent: string,
  known: readonly FleetSubject[],
  subjects: readonly Pick<FleetSubject, 'subject' | 'last'>[],
): readonly FleetSubject[] {
  const before = new Map(known.map((row) => [row.subject, row]));
  return subjects
    .filter(({ last }) => last.to !== 'removed')
    .map(({ subject, last }) => {
      const was = before.get(subject);
      return {
        agent,
        subject,
        last,
        flapping: was?.last.id === last.id ? was.flapping : flappingAfter(was, last),
      };
    });
}

/** Of what is no container's nothing flaps. */
function flappingAfter(was: FleetSubject | undefined, entry: JournalEntry): FleetSubject['flapping'] {
  const before = was?.flapping ?? STEADY;
  return entry.container ? lookAgain(before, entry.to) : before;
}
