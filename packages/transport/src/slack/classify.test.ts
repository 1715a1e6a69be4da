import { NOON } from '@hale/core/testing';
import { describe, expect, it } from 'vitest';
import { classifySlack } from './classify.ts';

const classified = (status: number, text: string, headers = {}) =>
  classifySlack({ status, text, headers }, NOON);

describe('a yes', () => {
  it.each(['ok', 'ok\n', ' ok '])('is the word ok: %j', (text) => {
    expect(classified(200, text)).toEqual({ kind: 'ok' });
  });

  it.each(['', 'okay', 'OK', '<html>ok</html>', '{"ok":true}', 'ok computer', 'ok: but no'])(
    'is not %j',
    (text) => {
      expect(classified(200, text)).toEqual({ kind: 'ambiguous', code: 'not-ok' });
    },
  );

  it('is none with another status', () => {
    expect(classified(500, 'ok')).toEqual({ kind: 'retry', code: 'http-500' });
    expect(classified(201, 'ok')).toEqual({ kind: 'ambiguous', code: 'not-ok' });
  });
});

describe('a word of Slack', () => {
  it.each([
    ['invalid_payload', 'rejected'],
    ['no_text', 'rejected'],
    ['invalid_blocks', 'rejected'],
    ['too_many_attachments', 'rejected'],
    ['msg_blocks_too_long', 'rejected'],
    ['action_prohibited', 'auth'],
    ['posting_to_general_channel_denied', 'auth'],
    ['invalid_token', 'auth'],
    ['no_service', 'gone'],
    ['team_disabled', 'gone'],
    ['channel_is_archived', 'gone'],
    ['rollup_error', 'retry'],
    ['rate_limited', 'throttled'],
  ] as const)('%s is %s, whatever the status', (word, kind) => {
    for (const status of [200, 400, 403, 404, 410, 429])
      expect(classified(status, `${word}\n`)).toEqual({ kind, code: word });
  });

  it('may come with more', () => {
    expect(classified(400, 'invalid_blocks: no more than 50')).toEqual({
      kind: 'rejected',
      code: 'invalid_blocks',
    });
  });
});

it('goes by the status where Slack says nothing', () => {
  expect(classified(404, '<html>no_service</html>')).toEqual({ kind: 'gone', code: 'http-404' });
  expect(classified(502, 'Bad gateway')).toEqual({ kind: 'retry', code: 'http-502' });
  expect(classified(400, 'something_new')).toEqual({ kind: 'rejected', code: 'http-400' });
});

it('waits as long as it is asked to', () => {
  const headers = { 'retry-after': '30' };
  const notBefore = NOON + 30_000;
  expect(classified(429, 'rate_limited', headers)).toEqual({
    kind: 'throttled',
    code: 'rate_limited',
    notBefore,
  });
  expect(classified(429, '', headers)).toEqual({ kind: 'throttled', code: 'http-429', notBefore });
  expect(classified(404, 'no_service', headers)).toEqual({ kind: 'gone', code: 'no_service' });
});
