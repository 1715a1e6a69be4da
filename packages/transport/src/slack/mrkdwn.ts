import { elide } from '../elide.ts';
import { type Instant, isTime, plainWords, type Words } from '../words.ts';

const ENTITIES: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;' };
/** None of them stands in a name that an engine allows. */
const LOOK_ALIKES: Readonly<Record<string, string>> = { '*': '∗', '~': '∼', '`': 'ˋ' };
/** Slack pings for `<!here>` only; receivers that imitate it ping for `@here` as well. */
const MASS_MENTION = /@(?=(?:here|channel|everyone|all|group)\b)/gi;
const ZERO_WIDTH_SPACE = '\u200b';

/** Text that Slack shows as it is, links nothing in and pings nobody for, in at most `limit` UTF-16 units. */
export function escape(text: string, limit: number): string {
  let kept = elide(text, limit);
  for (let escaped = entities(kept); ; escaped = entities(kept)) {
    if (escaped.length <= limit) return escaped;
    // No character takes more than five.
    kept = elide(kept, kept.length - Math.ceil((escaped.length - limit) / 5));
  }
}

/** The same without emphasis. */
export function inert(text: string, limit: number): string {
  return escape(
    text.replace(/[*~`]/g, (mark) => LOOK_ALIKES[mark] ?? mark),
    limit,
  );
}

/** Words with their times in the reader's own zone. */
export function mrkdwn(words: Words, limit: number): string {
  return words.map((word) => (typeof word === 'string' ? inert(word, limit) : localTime(word))).join('');
}

/** Text of many lines in a box, in at most `limit` UTF-16 units. */
export function preformatted(text: string, limit: number): string {
  const unfenced = text.replace(/`(?=`)/g, `\`${ZERO_WIDTH_SPACE}`);
  return `\`\`\`\n${escape(unfenced, limit - 8)}\n\`\`\``;
}

function localTime(instant: Instant): string {
  const plain = plainWords([instant]);
  if (!isTime(instant)) return plain;
  const format = instant.timeOnly ? '{time}' : '{date_short_pretty} {time}';
  return `<!date^${Math.floor(instant.at / 1000)}^${format}|${plain}>`;
}

function entities(text: string): string {
  return text
    .replace(/[&<>]/g, (mark) => ENTITIES[mark] ?? mark)
    .replace(MASS_MENTION, `@${ZERO_WIDTH_SPACE}`);
}
