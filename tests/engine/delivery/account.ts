import type { Word } from './word.ts';

export interface Books {
  /** Of the journal, what a destination that takes every transition is to be handed, in order. */
  readonly due: readonly Omit<Word, 'body'>[];
  /** What its receiver has taken, in order of arrival, repeats included. */
  readonly arrived: readonly Word[];
  readonly truth: ReadonlyMap<string, string>;
}

export interface Account {
  readonly entries: number;
  readonly arrivals: number;
  /** Arrivals under an id that was there before. */
  readonly repeats: number;
  /** Each a sentence, none of which should be there. */
  readonly lost: readonly string[];
  readonly invented: readonly string[];
  readonly changed: readonly string[];
  readonly disordered: readonly string[];
  readonly broken: readonly string[];
  readonly wrong: readonly string[];
}

/** Settles what a receiver was told against the journal, and that against the truth. */
export function settle({ due, arrived, truth }: Books): Account {
  const first = new Map<string, Word>();
  const changed: string[] = [];
  for (const word of arrived) {
    const known = first.get(word.id);
    if (!known) first.set(word.id, word);
    else if (known.body !== word.body) changed.push(`${word.id}: ${known.body} became ${word.body}`);
  }
  const words = [...first.values()];
  const dueIds = new Set(due.map(({ id }) => id));
  return {
    entries: due.length,
    arrivals: arrived.length,
    repeats: arrived.length - words.length,
    lost: due.filter(({ id }) => !first.has(id)).map(described),
    invented: words.filter(({ id }) => !dueIds.has(id)).map(described),
    changed,
    ...bySubject(words),
    wrong: wrongWords(lastWords(words), truth),
  };
}

/** The last that was said of each subject. */
export function lastWords(words: readonly Pick<Word, 'subject' | 'to'>[]): ReadonlyMap<string, string> {
  return new Map(words.map(({ subject, to }) => [subject, to]));
}

/** What differs from the truth. Of what came and went unseen there may be no word. */
export function wrongWords(
  last: ReadonlyMap<string, string>,
  truth: ReadonlyMap<string, string>,
): readonly string[] {
  return [...truth].flatMap(([subject, condition]) => {
    const said = last.get(subject);
    const unseen = said === undefined && condition === 'removed';
    return said === condition || unseen ? [] : [`${subject}: it is ${condition}, and was called ${said}`];
  });
}

function bySubject(words: readonly Word[]): Pick<Account, 'disordered' | 'broken'> {
  const last = new Map<string, Word>();
  const disordered: string[] = [];
  const broken: string[] = [];
  for (const word of words) {
    const before = last.get(word.subject);
    if (before && before.seq >= word.seq) disordered.push(`${described(word)} after ${described(before)}`);
    // What was well when hale began to look is not handed on: the first word may be a second chapter.
    if (before && before.to !== word.from) broken.push(`${described(word)} after ${described(before)}`);
    last.set(word.subject, word);
  }
  return { disordered, broken };
}

function described({ seq, subject, from, to }: Omit<Word, 'body'>): string {
  return `${seq} ${subject} ${from} → ${to}`;
}
