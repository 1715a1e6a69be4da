import { expect, it } from 'vitest';
import {
  BLOCK_ID_LIMIT,
  BLOCKS_LIMIT,
  button,
  columns,
  context,
  HEADER_LIMIT,
  header,
  MAX_BLOCKS,
  MAX_CONTEXT_ELEMENTS,
  MAX_FIELDS,
  section,
  smallPrint,
  within,
} from './blocks.ts';

it.each([
  [HEADER_LIMIT, 'x'.repeat(HEADER_LIMIT)],
  [HEADER_LIMIT + 1, `${'x'.repeat(HEADER_LIMIT - 1)}…`],
])('has a title of %i characters', (length, text) => {
  expect(header('x'.repeat(length))).toEqual({
    type: 'header',
    text: { type: 'plain_text', text, emoji: false },
  });
});

it('turns nothing into a link or a mention by itself', () => {
  const text = { type: 'mrkdwn', text: 'a', verbatim: true };
  expect(section('a')).toEqual({ type: 'section', text });
  expect(columns(['a'])).toEqual({ type: 'section', fields: [text] });
  expect(context(['a'])).toEqual({ type: 'context', elements: [text] });
  expect(smallPrint('a').elements).toEqual([{ type: 'plain_text', text: 'a', emoji: false }]);
});

it('has as many columns and lines as Slack takes', () => {
  const many = Array.from({ length: 11 }, String);
  expect(columns(many).fields).toHaveLength(MAX_FIELDS);
  expect(context(many).elements).toHaveLength(MAX_CONTEXT_ELEMENTS);
});

it('names a block after its subject where that is plain, and no longer than Slack takes', () => {
  expect(section('a', 'engine')).toMatchObject({ block_id: 'engine' });
  expect(columns(['a'], 'x'.repeat(BLOCK_ID_LIMIT))).toHaveProperty('block_id');
  expect(columns(['a'], 'x'.repeat(BLOCK_ID_LIMIT + 1))).not.toHaveProperty('block_id');
  for (const odd of ['', '\ud800', 'a\nb', 'ü']) expect(section('a', odd)).not.toHaveProperty('block_id');
});

it('has a button', () => {
  expect(button('Open', 'https://example.test/').elements).toEqual([
    {
      type: 'button',
      text: { type: 'plain_text', text: 'Open', emoji: false },
      url: 'https://example.test/',
    },
  ]);
});

it('keeps to the number of blocks', () => {
  const many = Array.from({ length: 60 }, () => section('a'));
  expect(within(many, [])).toHaveLength(MAX_BLOCKS);
  expect(within(many, many.slice(0, 5))).toHaveLength(MAX_BLOCKS - 5);
});

it('keeps to the size of all blocks, at the bound', () => {
  const rest = [section('')];
  const room = BLOCKS_LIMIT - JSON.stringify([section(''), section('')]).length;
  const [fits, over] = [room, room + 1].map((length) => section('x'.repeat(length)));
  expect(fits && JSON.stringify([fits, ...rest])).toHaveLength(BLOCKS_LIMIT);
  expect(fits && within([fits], rest)).toEqual([fits]);
  expect(over && within([over], rest)).toEqual([]);
});
