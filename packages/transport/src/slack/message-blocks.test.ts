import { NOON } from '@hale/core/testing';
import { expect, it } from 'vitest';
import { messageOf } from '../message.ts';
import { aContext, aNotification, aTold } from '../testing/notifications.ts';
import { messageBlocks, messageText } from './message-blocks.ts';

const container = aTold({ name: 'a<b>', failingStreak: 3, output: 'refused <!channel>\n```' });
const late = aNotification('unhealthy', { from: 'healthy', at: NOON - 18 * 60_000, container });
const message = messageOf(late, aContext());

it('shows facts in columns, output in a box, notes in small print, a link as a button', () => {
  const [facts, output, notes, link] = messageBlocks(
    message,
    'container/shop/web/1',
    'https://example.test/',
  );
  const mrkdwn = { type: 'mrkdwn', verbatim: true };
  expect(facts).toEqual({
    type: 'section',
    block_id: 'container/shop/web/1',
    fields: [
      { ...mrkdwn, text: '*Host*\nweb-3' },
      {
        ...mrkdwn,
        text: '*Since*\n<!date^1767267720^{date_short_pretty} {time}|2026-01-01 11:42:00 UTC>',
      },
      { ...mrkdwn, text: '*Condition*\nhealthy → unhealthy' },
      { ...mrkdwn, text: '*Failing*\n3 probes in a row' },
      { ...mrkdwn, text: '*Container*\na&lt;b&gt; (c0ffee000000)' },
      { ...mrkdwn, text: '*Image*\nnginx:1' },
      { ...mrkdwn, text: '*Stack*\nshop' },
    ],
  });
  expect(output).toMatchObject({ text: { text: '```\nrefused &lt;!channel&gt;\n`\u200b`\u200b`\n```' } });
  expect(notes).toEqual({
    type: 'context',
    elements: [{ ...mrkdwn, text: 'Told 18 min after it happened.' }],
  });
  expect(link).toMatchObject({ type: 'actions', elements: [{ url: 'https://example.test/' }] });
});

it('shows no more than there is', () => {
  const bare = messageOf(aNotification('crashed'), aContext());
  expect(messageBlocks(bare, 'engine', null)).toHaveLength(1);
});

it('says the same in text, within its limit', () => {
  expect(messageText(message, 3_000)).toBe(
    [
      'Host: web-3',
      'Since: 2026-01-01 11:42:00 UTC',
      'Condition: healthy → unhealthy',
      'Failing: 3 probes in a row',
      'Container: a&lt;b&gt; (c0ffee000000)',
      'Image: nginx:1',
      'Stack: shop',
      'Told 18 min after it happened.',
      'refused &lt;!channel&gt;',
      '```',
    ].join('\n'),
  );
  expect(messageText(message, 50)).toHaveLength(50);
});
