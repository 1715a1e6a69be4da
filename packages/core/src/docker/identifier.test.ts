import { describe, expect, it } from 'vitest';
import { checkIdentifier, IDENTIFIER_LIMIT, shortId } from './identifier.ts';

describe('checkIdentifier', () => {
  it.each(['web', 'a', 'A.b-c_1', 'c0ffee'.padEnd(64, '0'), 'x'.repeat(IDENTIFIER_LIMIT)])(
    'takes %s',
    (text) => {
      expect(checkIdentifier(text, 'container')).toBe(text);
    },
  );

  it.each([
    '',
    '.',
    '..',
    '-x',
    '_x',
    '/web',
    'a/b',
    'a/../../secrets',
    'a%2f..',
    'a?all=1',
    'a#b',
    'a b',
    'a\n',
    'a\r\nX: y',
    'é',
    'x'.repeat(IDENTIFIER_LIMIT + 1),
  ])('refuses %j and names the setting', (text) => {
    expect(() => checkIdentifier(text, '--container')).toThrow(
      expect.objectContaining({
        code: 'bad-input',
        path: '--container',
        hint: expect.stringContaining('255'),
      }),
    );
  });
});

describe('shortId', () => {
  it('is what docker ps prints', () => {
    expect(shortId('c0ffee'.padEnd(64, '0'))).toBe('c0ffee000000');
  });
});
