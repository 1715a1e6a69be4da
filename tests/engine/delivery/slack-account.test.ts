import { describe, expect, test } from 'vitest';
import { endsWithoutBeginning, wrongBeliefs } from './slack-account.ts';
import { type SlackWord, slackWordsOf } from './slack-word.ts';

const WEB = 'container/web';
const word = (says: SlackWord['says'], whole = false, subject = WEB): SlackWord => ({
  subject,
  says,
  whole,
  text: `${subject} ${says}`,
});

describe('slackWordsOf', () => {
  test('takes the word of one subject from the title', () => {
    const blocks = [
      { type: 'header', text: { text: '🔴 web crashed' } },
      { block_id: WEB, fields: [] },
    ];
    expect(slackWordsOf(JSON.stringify({ text: '🔴 web crashed (rig)', blocks }))).toEqual([
      { subject: WEB, says: 'failure', whole: false, text: '🔴 web crashed (rig)' },
    ]);
  });

  test('takes the words of many from their blocks', () => {
    const blocks = [
      { text: { text: '🔴 2 containers' } },
      { block_id: WEB, text: { text: '⚪ *web* is out of sight' } },
      { block_id: 'container/api', text: { text: '🟠 *api* is flapping: up and down by turns' } },
      { block_id: 'container/db', text: { text: '🟢 *db* was unhealthy for 2 min, and is healthy again' } },
    ];
    expect(slackWordsOf(JSON.stringify({ text: '🔴 2 containers', blocks }))).toMatchObject([
      { subject: WEB, says: 'failure', whole: false },
      { subject: 'container/api', says: 'flapping', whole: false },
      { subject: 'container/db', says: 'end', whole: true },
    ]);
  });
});

describe('endsWithoutBeginning', () => {
  test.each([
    ['a failure and its end', [word('failure'), word('end')]],
    ['the end of what flapped', [word('flapping'), word('end')]],
    ['an end that is repeated', [word('failure'), word('end'), word('end')]],
    ['a failure told with its end', [word('end', true)]],
  ])('takes %s', (_, words) => {
    expect(endsWithoutBeginning(words)).toEqual([]);
  });

  test.each([
    ['nothing', [word('end')]],
    ['the failure of another', [word('failure', false, 'container/db'), word('end')]],
  ])('finds an end after %s', (_, words) => {
    expect(endsWithoutBeginning(words)).toEqual([`${WEB} end`]);
  });
});

describe('wrongBeliefs', () => {
  test.each<[string, readonly SlackWord[], string, number]>([
    ['a failure that is', [word('failure')], 'crashed', 0],
    ['a failure that has ended', [word('failure'), word('end')], 'running', 0],
    ['peace', [], 'stopped', 0],
    ['that it flaps, and it is well', [word('failure'), word('flapping')], 'healthy', 0],
    ['that it flaps, and it is not well', [word('flapping')], 'unhealthy', 0],
    ['that it flapped', [word('flapping'), word('end')], 'unhealthy', 1],
    ['a failure that is over', [word('failure')], 'removed', 1],
    ['an end of what is not over', [word('failure'), word('end')], 'unhealthy', 1],
    ['nothing, and it has crashed', [], 'crashed', 1],
  ])('%s', (_, words, condition, wrong) => {
    expect(wrongBeliefs(words, new Map([[WEB, condition]]))).toHaveLength(wrong);
  });
});
