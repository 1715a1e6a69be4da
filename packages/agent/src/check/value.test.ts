import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  BY,
  DURATION,
  EXEC,
  FLAG,
  HTTP,
  MAX_EXEC_WORDS,
  MAX_RETRIES,
  METHOD,
  RETRIES,
  type Reader,
  STATUS,
  TCP,
  TEXT,
} from './value.ts';

const cases = <T>(reader: Reader<T>, good: readonly [string, T][], bad: readonly string[]) => {
  test.each(good)('%j', (text, value) => expect(reader.read(text)).toEqual(value));
  test.each(bad.map((text) => [text]))('%j is none', (text) => expect(reader.read(text)).toBeNull());
};

describe('the target of an http check', () => {
  cases(
    HTTP,
    [
      [':8080/healthz', { port: 8080, path: '/healthz' }],
      ['8080/healthz', { port: 8080, path: '/healthz' }],
      ['1', { port: 1, path: '/' }],
      [':65535/a/b?c=d&e=%20', { port: 65_535, path: '/a/b?c=d&e=%20' }],
    ],
    [
      'localhost:8080/',
      'http://localhost:8080/',
      '//evil.example/',
      '10.0.0.1:80',
      '[::1]:80/',
      ':8080@evil.example/',
      ':80\r\nHost: evil.example',
      ':80/\r\nX: y',
      ':80/a b',
      ':80/#top',
      ':80/ä',
      ':0/',
      ':65536/',
      ':1e3/',
      '/healthz',
      '',
    ],
  );

  test('whatever the text: put behind a host it goes to that host, port and path', () => {
    fc.assert(
      fc.property(fc.string({ unit: fc.constantFrom(...Array.from(':/@#?.[]\\8 ax\r\n')) }), (text) => {
        const read = HTTP.read(text);
        if (read === null) return;
        const url = new URL(`http://web.example:${read.port}${read.path}`);
        expect([url.hostname, Number(url.port || 80), url.hash]).toEqual(['web.example', read.port, '']);
      }),
    );
  });
});

describe('the port of a tcp check', () => {
  cases(
    TCP,
    [
      ['5432', 5_432],
      [':5432', 5_432],
      ['65535', 65_535],
    ],
    ['db:5432', '0', '65536', '5432/', '-1', '1e3', '٣', ''],
  );
});

describe('a command', () => {
  const words = (count: number): string => JSON.stringify(Array<string>(count).fill('a'));
  cases<readonly string[]>(
    EXEC,
    [
      ['pg_isready -U shop', ['CMD-SHELL', 'pg_isready -U shop']],
      ['["pg_isready", "-U", "a b"]', ['CMD', 'pg_isready', '-U', 'a b']],
      ['[ -f /ready ]', ['CMD-SHELL', '[ -f /ready ]']],
      ['true', ['CMD-SHELL', 'true']],
    ],
    ['', '[]', '[""]', '["a", 1]', words(MAX_EXEC_WORDS + 1)],
  );

  test('of as many words as may be', () => {
    expect(EXEC.read(words(MAX_EXEC_WORDS))).toHaveLength(MAX_EXEC_WORDS + 1);
  });
});

describe('a status', () => {
  cases(
    STATUS,
    [
      ['204', { from: 204, to: 204 }],
      ['100-599', { from: 100, to: 599 }],
    ],
    ['399-200', '200-204-206', '99', '600', '200-', '-200', '2xx', ''],
  );
});

describe('a duration', () => {
  cases(
    DURATION,
    [
      ['10s', 10_000],
      ['1m30s', 90_000],
      ['0', 0],
      ['1ms', 1],
    ],
    ['10', '-1s', '999us', '300000000h', 'soon', ''],
  );
});

describe('a number of retries', () => {
  cases(
    RETRIES,
    [
      ['0', 0],
      [String(MAX_RETRIES), MAX_RETRIES],
    ],
    [String(MAX_RETRIES + 1), '-1', '2.5', ' ', ''],
  );
});

describe('a word', () => {
  cases(METHOD, [['HEAD', 'HEAD']], ['head', 'PUT', '']);
  cases(BY, [['auto', 'auto']], ['docker', '']);
  cases(
    FLAG,
    [
      ['true', true],
      ['false', false],
    ],
    ['yes', 'True', ''],
  );
  cases(TEXT, [['ok', 'ok']], ['']);

  test('is expected to be one of these', () => {
    expect([METHOD.expected, FLAG.expected]).toEqual(['GET, HEAD or POST', 'true or false']);
  });
});
