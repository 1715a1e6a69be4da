import type { HttpSpec } from '@hale/core';
import { describe, expect, test } from 'vitest';
import { readSettings, SETTING_NAMES, type SettingName, type SettingSource } from './settings.ts';

function read(
  texts: Partial<Record<SettingName, string>>,
  change: Partial<Pick<SettingSource, 'host' | 'headers'>> = {},
) {
  const complaints: string[] = [];
  const settings = readSettings({
    text: (name) => texts[name],
    complain: (name, message) => complaints.push(`${name}: ${message}`),
    host: null,
    headers: {},
    ...change,
  });
  return { ...settings, complaints };
}

const HTTP: HttpSpec = {
  kind: 'http',
  scheme: 'http',
  host: null,
  port: 80,
  path: '/',
  method: 'GET',
  headers: {},
  expect: { from: 200, to: 399 },
  contains: null,
  tls: { verify: false, serverName: null },
};

test('what is not there is left open', () => {
  const { complaints, ...settings } = read({});
  expect([new Set(Object.values(settings)), complaints]).toEqual([new Set([null]), []]);
});

test('blanks around a value are nobody’s wish', () => {
  expect(read({ tcp: ' 80\n' }).probe).toEqual({ kind: 'tcp', host: null, port: 80 });
});

describe('an http check', () => {
  test('has defaults for all but its target', () => {
    expect(read({ http: '80' }).probe).toEqual(HTTP);
    expect(read({ https: '80' }).probe).toEqual({ ...HTTP, scheme: 'https' });
  });

  test('verifies a certificate where there is a name to verify', () => {
    const verify = (...args: Parameters<typeof read>) => {
      const { probe } = read(...args);
      return probe?.kind === 'http' && probe.tls.verify;
    };
    expect(verify({ https: '80' })).toBe(false);
    expect(verify({ https: '80', 'server-name': 'shop.example' })).toBe(true);
    expect(verify({ https: '80' }, { host: 'shop.example' })).toBe(true);
    expect(verify({ https: '80', verify: 'false' }, { host: 'shop.example' })).toBe(false);
    expect(verify({ https: '80', verify: 'true' })).toBe(true);
  });

  test('cannot look into the answer to HEAD', () => {
    const { probe, complaints } = read({ http: '80', method: 'HEAD', contains: 'ok' });
    expect(probe).toEqual({ ...HTTP, method: 'HEAD' });
    expect(complaints).toEqual(['contains: the answer to HEAD has no body']);
  });

  test('one of whose values is wrong has the default instead', () => {
    const { probe, complaints } = read({ http: '80', method: 'PUT', status: 'ok' });
    expect(probe).toEqual(HTTP);
    expect(complaints.map((complaint) => complaint.split(':')[0])).toEqual(['method', 'status']);
  });
});

test('of two kinds one counts, and the other is complained of', () => {
  const { probe, complaints } = read({ exec: 'true', tcp: '80' });
  expect(probe).toMatchObject({ kind: 'tcp' });
  expect(complaints).toEqual(['exec: there is "tcp" already: a check is of one kind']);
});

test('what is only for http is complained of elsewhere', () => {
  const { complaints } = read({ tcp: '80', status: '200', contains: 'x' });
  expect(complaints.map((complaint) => complaint.split(':')[0])).toEqual(['status', 'contains']);
});

test.each(SETTING_NAMES.filter((name) => name !== 'exec'))(
  '%s: a bad value is repeated, not at length',
  (name) => {
    const text = name === 'contains' || name === 'server-name' ? '' : `\u001b[2J${'x'.repeat(4_000)}`;
    const { complaints } = read({
      ...(!name.startsWith('http') && name !== 'tcp' && { http: '80' }),
      [name]: text,
    });
    expect(complaints).toHaveLength(1);
    expect(complaints[0]).toMatch(new RegExp(`^${name}: expected .*, got "(\\\\u001b|")`));
    expect(complaints[0]?.length).toBeLessThan(200);
  },
);
