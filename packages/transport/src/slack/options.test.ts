import { describe, expect, it } from 'vitest';
import { bindTransport } from '../destination.ts';
import { slack } from './slack.ts';

const URL = 'https://hooks.slack.com/services/T0000TEST/B0000TEST/s3cret';

it('needs nothing but the URL', () => {
  expect(slack.options.parse({ url: URL })).toEqual({
    url: URL,
    compatible: false,
    colour: false,
    mention: null,
    link: null,
  });
});

describe('the URL', () => {
  it.each([URL, `${URL}\n`, 'https://hooks.slack-gov.com/services/T1/B1/abc'])('may be %s', (url) => {
    expect(JSON.parse(bindTransport(slack, { url }).options)).toMatchObject({ url: url.trim() });
  });

  it.each([
    ['s3cret', /^expected the URL of an incoming webhook$/],
    ['http://hooks.slack.com/services/T1/B1/s3cret', /^expected https/],
    ['https://hooks.slack.com/workflows/T1/A1/1/s3cret', /^this starts a workflow/],
    ['https://hooks.slack.com/triggers/T1/1/s3cret', /create an incoming webhook/],
    ['https://hooks.slack.com/services/T1/B1', /as Slack shows it$/],
    ['https://hooks.slack.com/services/T1/B1/s3cret/', /as Slack shows it$/],
    ['https://hooks.slack.com/services/T1/B1/s3cret?x=1', /as Slack shows it$/],
    ['https://hooks.slack.com/services/T1/B1/..%2fs3cret', /as Slack shows it$/],
    ['https://hooks.slack.com:444/services/T1/B1/s3cret', /on hooks\.slack\.com/],
    ['https://hooks.slack.com.evil.test/services/T1/B1/s3cret', /compatible: true/],
    ['https://bob:s3cret@hooks.slack.com/services/T1/B1/x', /without a user/],
  ])('may not be %s, and is not repeated', (url, message) => {
    const bind = (): unknown => bindTransport(slack, { url });
    expect(bind).toThrow(message);
    expect(bind).toThrow(expect.objectContaining({ code: 'bad-input', path: 'url' }));
    expect(bind).not.toThrow(/s3cret/);
  });

  it.each(['https://chat.example.test/hooks/abc', 'http://127.0.0.1:8065/hooks/abc'])(
    'may be any of a receiver that speaks as Slack does: %s',
    (url) => {
      expect(() => bindTransport(slack, { url })).toThrow(/^expected /);
      expect(bindTransport(slack, { url, compatible: true }).id).toBe('slack');
    },
  );

  it.each(['file:///etc/passwd', 'https://bob:s3cret@chat.example.test/', ''])('but not %j', (url) => {
    expect(() => bindTransport(slack, { url, compatible: true })).toThrow(/^expected /);
  });
});

it('is a secret, in whole and in part', () => {
  expect(bindTransport(slack, { url: URL }).secrets).toEqual([
    URL,
    '/services/T0000TEST/B0000TEST/s3cret',
    's3cret',
  ]);
  const { secrets } = bindTransport(slack, { url: 'https://chat.test/?key=abc', compatible: true });
  expect(secrets).toEqual(['https://chat.test/?key=abc', '?key=abc']);
});

describe('who is pinged', () => {
  it.each(['<!here>', '<!channel>', '<!everyone>', '<@U012AB3CD>', '<@W012AB3CD>', '<!subteam^S012AB3CD>'])(
    'may be %s',
    (mention) => {
      expect(slack.options.parse({ url: URL, mention }).mention).toBe(mention);
    },
  );

  it.each(['@here', '<!here> <!channel>', '<@U1|x>', '<https://evil.test>', '<!here>\n', ''])(
    'may not be %j',
    (mention) => {
      expect(() => bindTransport(slack, { url: URL, mention })).toThrow(
        expect.objectContaining({ code: 'bad-input', path: 'mention' }),
      );
    },
  );
});

it('has a link with a place to fill in', () => {
  const link = 'https://example.test/{subject}';
  expect(slack.options.parse({ url: URL, link }).link).toBe(link);
  expect(() => bindTransport(slack, { url: URL, link: 'https://{host}/' })).toThrow(
    expect.objectContaining({ path: 'link' }),
  );
});
