import { NOON } from '@hale/core/testing';
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { HOSTILE } from '../testing/notifications.ts';
import { escape, inert, mrkdwn, preformatted } from './mrkdwn.ts';

const LOCAL_TIME = /<!date\^\d+\^[{}_a-z ]+\|[-\d: ]+UTC>/g;

describe('escape', () => {
  it.each([
    ['a < b & c > d', 'a &lt; b &amp; c &gt; d'],
    ['<!channel> <@U1> <http://x|y>', '&lt;!channel&gt; &lt;@U1&gt; &lt;http://x|y&gt;'],
    ['&lt;!here&gt;', '&amp;lt;!here&amp;gt;'],
    ['@here @Channel @everyone', '@\u200bhere @\u200bChannel @\u200beveryone'],
    ['nginx@sha256:abc ops@example.test @hereditary', 'nginx@sha256:abc ops@example.test @hereditary'],
  ])('of %j makes %j', (text, escaped) => {
    expect(escape(text, 100)).toBe(escaped);
  });

  it.each([
    ['&&&&', 20, '&amp;&amp;&amp;&amp;'],
    ['&&&&', 19, '&amp;&amp;…'],
    ['&&&&', 4, ''],
    ['&', 0, ''],
  ])('never cuts within an entity: %j in %i', (text, limit, escaped) => {
    expect(escape(text, limit)).toBe(escaped);
  });

  it('keeps its limit, and lets no mark through', () => {
    const text = fc.oneof(
      fc.string({ unit: fc.constantFrom('&', '<', '>', '@here ', 'a', '👍') }),
      fc.string(),
    );
    fc.assert(
      fc.property(text, fc.nat(60), (given, limit) => {
        const escaped = escape(given, limit);
        expect(escaped.length).toBeLessThanOrEqual(limit);
        expect(escaped).not.toMatch(/[<>]|&(?!(?:amp|lt|gt);)|@here/);
      }),
    );
  });
});

it('emphasises nothing that comes from outside', () => {
  expect(inert('*bold* ~gone~ `code` snake_case', 100)).toBe('∗bold∗ ∼gone∼ ˋcodeˋ snake_case');
});

it('shows times in the zone of the reader', () => {
  expect(mrkdwn(['from ', { at: NOON }, ' to ', { at: NOON + 1_500, timeOnly: true }], 100)).toBe(
    'from <!date^1767268800^{date_short_pretty} {time}|2026-01-01 12:00:00 UTC> to <!date^1767268801^{time}|12:00:01 UTC>',
  );
  expect(mrkdwn([{ at: -1 }], 100)).toBe('an unknown time');
});

it('keeps text in its box', () => {
  expect(preformatted('a ``` b\n<!channel>', 100)).toBe('```\na `\u200b`\u200b` b\n&lt;!channel&gt;\n```');
  const box = preformatted('`&'.repeat(5_000), 3_000);
  expect(box.length).toBeLessThanOrEqual(3_000);
  expect(box.match(/```/g)).toHaveLength(2);
});

it.each(HOSTILE)('pings nobody and links nothing: %#', (text) => {
  for (const shown of [escape(text, 500), mrkdwn([text, { at: NOON }], 500), preformatted(text, 500)])
    expect(shown.replace(LOCAL_TIME, '')).not.toMatch(/<|@(?:here|channel|everyone|all)\b/);
});
