import { type Condition, type Container, containerSubject, type Dated, type JournalEntry } from '@hale/core';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { Subjects } from './subjects.ts';
import { Lives } from './testing/lives.ts';

const LETTERS = ['a', 'b', 'c'] as const;
const COMPOSE = { 'com.docker.compose.project': 'shop', 'com.docker.compose.service': 'web' };

const MOVE = fc.oneof(
  {
    weight: 6,
    arbitrary: fc.record({
      letter: fc.constantFrom(...LETTERS),
      act: fc.constantFrom('start', 'die', 'pause', 'unpause', 'health_status', 'destroy', 'rename'),
      name: fc.constantFrom('web', 'old'),
    }),
  },
  { weight: 2, arbitrary: fc.record({ create: fc.constantFrom(...LETTERS), composed: fc.boolean() }) },
  { weight: 1, arbitrary: fc.constant('restart' as const) },
);

type Move = typeof MOVE extends fc.Arbitrary<infer T> ? T : never;

function whatOf({ act, name }: { readonly act: string; readonly name: string }) {
  if (act === 'rename') return { name };
  return act === 'health_status' ? ({ health: 'unhealthy' } as const) : {};
}

/** The steps of a life with restarts of hale in it, and what was told of each. */
function live(moves: readonly Move[]) {
  const lives = new Lives();
  let subjects = new Subjects();
  const journal: JournalEntry[] = [];
  const write = (changes: readonly Dated[]): void => {
    const entries = changes.map(({ transition, fromAt }, n) => {
      const seq = journal.length + n + 1;
      return { ...transition, fromAt, epoch: 'epoch', seq, id: String(seq) };
    });
    journal.push(...entries);
    for (const state of subjects.record(entries)) disk.set(state.subject, state);
    subjects.recorded();
  };
  const disk = new Map<string, ReturnType<Subjects['states']>[number]>();
  for (const move of moves) {
    if (move === 'restart') subjects = new Subjects([...disk.values()], [...lives.monitors.values()]);
    else if ('create' in move) {
      if (lives.is(move.create)) continue;
      const labels = move.composed ? COMPOSE : {};
      write(subjects.step(lives.create(move.create, { labels, name: 'web' })));
    } else if (lives.is(move.letter)) write(subjects.step(lives.happen(move.letter, move.act, whatOf(move))));
  }
  return { journal, containers: [...lives.monitors.values()] };
}

/** What an onlooker would say of a subject: what its newest container is, if there is one. */
function truth(
  containers: readonly { container: Container; condition: Condition | null }[],
  subject: string,
) {
  const claimants = containers.filter(({ container }) => containerSubject(container) === subject);
  return claimants.toSorted(
    (a, b) => Date.parse(b.container.createdAt) - Date.parse(a.container.createdAt),
  )[0]?.condition;
}

test('however containers come, go and take over from each other: a subject has one story, and its last word is true', () => {
  fc.assert(
    fc.property(fc.array(MOVE, { maxLength: 60 }), (moves) => {
      const { journal, containers } = live(moves);
      const last = new Map<string, JournalEntry>();
      for (const entry of journal) {
        const before = last.get(entry.subject) ?? null;
        expect(entry.from).toBe(before?.to ?? null);
        expect(entry.fromAt).toBe(before?.at ?? null);
        expect(entry.to).not.toBe(entry.from);
        last.set(entry.subject, entry);
      }
      for (const [subject, { to }] of last) expect(to).toBe(truth(containers, subject) ?? 'removed');
      for (const { container } of containers) expect([...last.keys()]).toContain(containerSubject(container));
    }),
    { numRuns: 1_000 },
  );
});
