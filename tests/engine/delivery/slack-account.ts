import type { SlackWord } from './slack-word.ts';

/** Ends of which the beginning was never told. What is repeated because its answer was lost is no second end. */
export function endsWithoutBeginning(words: readonly SlackWord[]): readonly string[] {
  const heard = new Set<string>();
  return words.flatMap(({ subject, says, whole, text }) => {
    const known = heard.has(subject);
    heard.add(subject);
    return says === 'end' && !whole && !known ? [text] : [];
  });
}

const FAILURES: readonly string[] = ['unhealthy', 'oom-killed', 'looping', 'crashed'];

/** What somebody who only reads the last message about each subject would believe, and is not so. */
export function wrongBeliefs(
  words: readonly SlackWord[],
  truth: ReadonlyMap<string, string>,
): readonly string[] {
  const last = new Map(words.map(({ subject, says }) => [subject, says]));
  return [...truth].flatMap(([subject, condition]) => {
    // What it is now it will be told to be in a quarter of an hour.
    if (last.get(subject) === 'flapping') return [];
    const believed = last.get(subject) === 'failure';
    if (believed === FAILURES.includes(condition)) return [];
    return [
      `${subject}: it is ${condition}, and Slack ${believed ? 'believes in a failure' : 'does not know'}`,
    ];
  });
}
