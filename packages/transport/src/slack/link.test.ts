import { describe, expect, it } from 'vitest';
import { URL_LIMIT } from './blocks.ts';
import { isLinkTemplate, linkTo } from './link.ts';

describe('a template', () => {
  it.each([
    'https://hale.example.test/{subject}',
    'http://localhost:8080/?host={host}&subject={subject}',
    'https://example.test/#{subject}',
  ])('may be %s', (template) => {
    expect(isLinkTemplate(template)).toBe(true);
  });

  it.each([
    '',
    'text',
    'https://example.test/',
    'https://example.test/{name}',
    'https://{host}/',
    'https://{host}.example.test/{subject}',
    'https://example.test:{host}/{subject}',
    'javascript:alert({subject})',
    'file:///{subject}',
    '/{subject}',
  ])('may not be %j', (template) => {
    expect(isLinkTemplate(template)).toBe(false);
  });
});

it('fills the subject and the host in as text', () => {
  const target = { subject: 'container/shop/web/1', host: 'a&b?c#d' };
  expect(linkTo('https://example.test/{host}/{subject}', target)).toBe(
    'https://example.test/a%26b%3Fc%23d/container%2Fshop%2Fweb%2F1',
  );
  expect(linkTo('https://example.test/{subject}', { subject: '\ud800../..', host: '' })).toBe(
    'https://example.test/%EF%BF%BD..%2F..',
  );
});

it.each([
  [0, true],
  [1, false],
])('is no longer than Slack takes: %i over', (over, given) => {
  const template = 'https://example.test/{subject}';
  const subject = 'x'.repeat(URL_LIMIT - 'https://example.test/'.length + over);
  expect(linkTo(template, { subject, host: '' }) !== null).toBe(given);
  expect(linkTo(template, { subject: 'x'.repeat(1024 * 1024), host: '' })).toBeNull();
});
