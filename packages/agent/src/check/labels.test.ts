import { describe, expect, test } from 'vitest';
import { checkOfLabels } from './labels.ts';

const of = (labels: Record<string, string>) => checkOfLabels({ name: 'web', labels });
const faultsOf = (labels: Record<string, string>): string[] =>
  of(labels).faults.map(({ path, message }) => `${path}: ${message}`);

test('none say nothing', () => {
  const { settings, faults } = of({ 'com.docker.compose.service': 'web', 'hale.other': 'x' });
  expect([new Set(Object.values(settings)), faults]).toEqual([new Set([null]), []]);
});

test('an http check with everything', () => {
  const { settings, faults } = of({
    'hale.check.https': ':8443/healthz',
    'hale.check.method': 'POST',
    'hale.check.status': '200-204',
    'hale.check.contains': 'ok',
    'hale.check.server-name': 'shop.example',
    'hale.check.verify': 'true',
  });
  expect(faults).toEqual([]);
  expect(settings.probe).toEqual({
    kind: 'http',
    scheme: 'https',
    host: null,
    port: 8443,
    path: '/healthz',
    method: 'POST',
    headers: {},
    expect: { from: 200, to: 204 },
    contains: 'ok',
    tls: { verify: true, serverName: 'shop.example' },
  });
});

test.each([
  ['hale.check.http', 'evil.example:80/'],
  ['hale.check.https', 'https://evil.example/'],
  ['hale.check.tcp', 'evil.example:22'],
  ['hale.check.host', 'evil.example'],
])('never has hale call on another host: %s=%s', (label, text) => {
  const { settings, faults } = of({ [label]: text });
  expect(settings.probe).toBeNull();
  expect(faults).toEqual([{ container: 'web', path: label, message: expect.any(String) }]);
});

test('how often and how long', () => {
  const { settings } = of({
    'hale.interval': '10s',
    'hale.timeout': '1m30s',
    'hale.start-period': '0',
    'hale.start-interval': '1ms',
    'hale.retries': '5',
    'hale.check.by': 'hale',
  });
  expect(settings).toEqual({
    probe: null,
    intervalMs: 10_000,
    timeoutMs: 90_000,
    startPeriodMs: 0,
    startIntervalMs: 1,
    retries: 5,
    by: 'hale',
  });
});

describe('what is amiss is told with its label, and the rest still works', () => {
  test.each([
    [
      { 'hale.interval': '10' },
      'hale.interval: expected a duration of 1ms or more, such as 10s or 1m30s, got "10"',
    ],
    [{ 'hale.retries': '1001' }, 'hale.retries: expected a whole number from 0 to 1000, got "1001"'],
    [{ 'hale.check.by': 'docker' }, 'hale.check.by: expected engine, hale or auto, got "docker"'],
    [{ 'hale.check.http': '1', 'hale.check.tcp': '2' }, 'hale.check.tcp: there is "http" already'],
    [{ 'hale.check.tcp': '1', 'hale.check.status': '200' }, 'hale.check.status: only a check of kind http'],
    [{ 'hale.check.port': '80' }, 'hale.check.port: there is no such label; there are hale.check.http, '],
    [{ 'hale.check.interval': '1s' }, 'hale.check.interval: there is no such label'],
    [{ 'hale.check.__proto__': 'x' }, 'hale.check.__proto__: there is no such label'],
  ])('%j', (labels, fault) => {
    const { settings } = of({ ...labels, 'hale.start-period': '7s' });
    expect(faultsOf({ ...labels, 'hale.start-period': '7s' })).toEqual([expect.stringContaining(fault)]);
    expect(settings.startPeriodMs).toBe(7_000);
  });
});
