interface Message {
  readonly text: string;
  readonly blocks: readonly { readonly block_id?: string; readonly text?: { readonly text: string } }[];
}

/** What a message in Slack's shape says of one subject. */
export interface SlackWord {
  readonly subject: string;
  /** `flapping`: it goes up and down by turns, of which nothing is told until it is steady. */
  readonly says: 'failure' | 'flapping' | 'end';
  /** It tells of a failure that it ends in the same breath. */
  readonly whole: boolean;
  readonly text: string;
}

const FAILURE = /^(?:🔴|⚪)/u;
const FLAPPING = /^🟠/u;
const WHOLE = /\bwas .+ for .+, and /;

/** One for each block that names its subject. A message about one subject says it in its title, one about many in each block. */
export function slackWordsOf(body: string): readonly SlackWord[] {
  const { text: title, blocks }: Message = JSON.parse(body);
  return blocks.flatMap(({ block_id: subject, text }) => {
    if (subject === undefined) return [];
    const said = text?.text ?? title;
    return [{ subject, says: saysOf(said), whole: WHOLE.test(said), text: said }];
  });
}

function saysOf(said: string): SlackWord['says'] {
  if (FLAPPING.test(said)) return 'flapping';
  return FAILURE.test(said) ? 'failure' : 'end';
}
