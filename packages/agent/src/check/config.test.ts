import { aContainer } from '@hale/core/testing';
import { describe, expect, test } from 'vitest';
import { MAX_CHECK_RULES, MAX_HEADERS, readCheckRules, ruleFor } from './config.ts';
import { checkOfLabels } from './labels.ts';

const settingsOf = (check: Record<string, unknown>) =>
  readCheckRules([{ container: 'web', ...check }])[0]?.settings;
const rules = (count: number) => Array.from({ length: count }, () => ({ container: 'web' }));

test('reads what a label would say', () => {
  const labels = {
    'hale.check.http': ':8080/healthz',
    'hale.check.status': '204',
    'hale.check.by': 'auto',
    'hale.interval': '10s',
    'hale.start-period': '1m',
    'hale.retries': '2',
  };
  const settings = settingsOf({
    http: ':8080/healthz',
    status: 204,
    by: 'auto',
    interval: '10s',
    startPeriod: '1m',
    retries: 2,
  });
  expect(settings).toEqual(checkOfLabels({ name: 'web', labels }).settings);
});

test('a config alone can name a host and headers', () => {
  const check = { https: 8443, host: 'shop.example', headers: { 'X-Key': 'secret' } };
  expect(settingsOf(check)?.probe).toMatchObject({
    host: 'shop.example',
    path: '/',
    headers: { 'x-key': 'secret' },
    tls: { verify: true, serverName: null },
  });
  expect(settingsOf({ tcp: 5432, host: '2001:db8::1' })?.probe).toEqual({
    kind: 'tcp',
    host: '2001:db8::1',
    port: 5432,
  });
});

test('a command is one text, or a list', () => {
  expect(settingsOf({ exec: 'pg_isready -q' })?.probe).toMatchObject({
    test: ['CMD-SHELL', 'pg_isready -q'],
  });
  expect(settingsOf({ exec: ['pg_isready', '-q'] })?.probe).toMatchObject({
    test: ['CMD', 'pg_isready', '-q'],
  });
});

describe('an error names the value and what was expected', () => {
  const tooMany = Object.fromEntries(Array.from({ length: MAX_HEADERS + 1 }, (_, n) => [`x-${n}`, '']));
  test.each([
    [
      { interval: 'soon' },
      'checks[0].interval',
      'expected a duration of 1ms or more, such as 10s or 1m30s, got "soon"',
    ],
    [{ interval: { s: 1 } }, 'checks[0].interval', 'expected text, got object'],
    [{ interval: null }, 'checks[0].interval', 'expected text, got null'],
    [{ startPeriod: '1' }, 'checks[0].startPeriod', 'expected a duration'],
    [{ intervall: '1s' }, 'checks[0].intervall', 'there is no such setting; there are container, host,'],
    [{ container: '' }, 'checks[0].container', 'expected the name of a container'],
    [{ container: undefined }, 'checks[0].container', 'such as web or shop-*, got nothing'],
    [{ http: 'x.example:80' }, 'checks[0].http', 'expected a port and a path without a host'],
    [{ http: 80, tcp: 80 }, 'checks[0].tcp', 'there is "http" already'],
    [
      { http: 80, host: 'http://x' },
      'checks[0].host',
      'expected a name or an address, without scheme and port',
    ],
    [{ http: 80, host: 'x'.repeat(254) }, 'checks[0].host', 'expected a name or an address'],
    [{ exec: 'true', host: 'x' }, 'checks[0].host', 'only a check of kind http, https or tcp has it'],
    [{ tcp: 80, headers: {} }, 'checks[0].headers', 'only a check of kind http or https has it'],
    [{ http: 80, headers: [] }, 'checks[0].headers', 'expected names and values of headers, got a list'],
    [{ http: 80, headers: { 'a b': 'x' } }, 'checks[0].headers', '"a b" is no name of a header'],
    [{ http: 80, headers: { a: 'x\r\nb: y' } }, 'checks[0].headers.a', 'expected printable text'],
    [{ http: 80, headers: tooMany }, 'checks[0].headers', `expected ${MAX_HEADERS} headers at most`],
  ])('%j', (check, path, message) => {
    expect(() => settingsOf(check)).toThrow(
      expect.objectContaining({ code: 'bad-input', path, message: expect.stringContaining(message) }),
    );
  });

  test.each([
    ['web', 'checks', 'expected a list of checks, got string'],
    [{}, 'checks', 'expected a list of checks, got object'],
    [[{ container: 'web' }, 'web'], 'checks[1]', 'expected a check, got string'],
    [rules(MAX_CHECK_RULES + 1), 'checks', 'expected 1000 checks at most'],
  ])('%#', (input, path, message) => {
    expect(() => readCheckRules(input)).toThrow(
      expect.objectContaining({ code: 'bad-input', path, message: expect.stringContaining(message) }),
    );
  });

  test('and never what may be a secret', () => {
    expect(() => settingsOf({ http: 80, headers: { a: 'secret\n' } })).toThrow(
      expect.objectContaining({ message: expect.not.stringContaining('secret') }),
    );
  });
});

test('takes as many as may be', () => {
  expect(readCheckRules(rules(MAX_CHECK_RULES))).toHaveLength(MAX_CHECK_RULES);
});

test('the first rule for a container counts, by its name or its subject', () => {
  const rules = readCheckRules([
    { container: 'db', tcp: 1 },
    { container: 'container/shop/web/*', tcp: 2 },
    { container: 'w?b', tcp: 3 },
    { container: '*', tcp: 4 },
  ]);
  const labels = { 'com.docker.compose.project': 'shop', 'com.docker.compose.service': 'web' };
  const portFor = (container: ReturnType<typeof aContainer>) => ruleFor(container, rules)?.settings.probe;
  expect(portFor(aContainer({ name: 'db' }))).toMatchObject({ port: 1 });
  expect(portFor(aContainer({ name: 'x_web_1', labels }))).toMatchObject({ port: 2 });
  expect(portFor(aContainer({ name: 'web' }))).toMatchObject({ port: 3 });
  expect(portFor(aContainer({ name: 'other' }))).toMatchObject({ port: 4 });
  expect(ruleFor(aContainer({ name: 'other' }), rules.slice(0, 3))).toBeUndefined();
});
