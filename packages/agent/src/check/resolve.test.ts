import { DEFAULT_RETRIES, type Healthcheck } from '@hale/core';
import { aContainer } from '@hale/core/testing';
import { describe, expect, test } from 'vitest';
import { readCheckRules } from './config.ts';
import { resolveCheck } from './resolve.ts';

const HEALTHCHECK: Healthcheck = {
  test: ['CMD-SHELL', 'curl -f localhost'],
  intervalMs: 60_000,
  timeoutMs: 5_000,
  startPeriodMs: 20_000,
  startIntervalMs: 0,
  retries: 0,
};
const NATIVE = {
  probe: { kind: 'exec', argv: ['/bin/sh', '-c', 'curl -f localhost'] },
  policy: {
    intervalMs: 60_000,
    timeoutMs: 5_000,
    startPeriodMs: 20_000,
    startIntervalMs: 5_000,
    retries: DEFAULT_RETRIES,
  },
  by: 'auto',
  from: 'healthcheck',
};
const native = (test = HEALTHCHECK.test, labels: Record<string, string> = {}) =>
  aContainer({ healthcheck: { ...HEALTHCHECK, test }, labels });

describe('the own healthcheck', () => {
  test('is run as the engine would run it', () => {
    expect(resolveCheck(native())).toEqual({ check: NATIVE, faults: [] });
  });

  test("by the container's own shell", () => {
    const container = { ...native(), shell: ['/bin/bash', '-c'] };
    expect(resolveCheck(container).check?.probe).toMatchObject({
      argv: ['/bin/bash', '-c', 'curl -f localhost'],
    });
  });

  test.each([[aContainer()], [native([])], [native(['NONE'])]])('is none: %#', (container) => {
    expect(resolveCheck(container)).toEqual({ check: null, faults: [] });
  });

  test.each([
    [['CMD'], 'CMD without a command: every probe of it is an error'],
    [['cmd', 'true'], '"cmd" is not CMD, CMD-SHELL or NONE, so the engine runs nothing'],
  ])('cannot be run: %j', (words, message) => {
    expect(resolveCheck(native(words))).toEqual({
      check: null,
      faults: [{ container: 'web', path: 'Config.Healthcheck.Test', message }],
    });
  });
});

describe('labels', () => {
  test('replace the command, and keep what they say nothing of', () => {
    const { check } = resolveCheck(native(undefined, { 'hale.check.tcp': '80', 'hale.interval': '10s' }));
    expect(check).toEqual({
      probe: { kind: 'tcp', host: null, port: 80 },
      policy: { ...NATIVE.policy, intervalMs: 10_000 },
      by: 'auto',
      from: 'labels',
    });
  });

  test('alone have the defaults', () => {
    const { check } = resolveCheck(aContainer({ labels: { 'hale.check.tcp': '80' } }));
    expect(check?.policy).toEqual({
      intervalMs: 30_000,
      timeoutMs: 30_000,
      startPeriodMs: 0,
      startIntervalMs: 5_000,
      retries: 3,
    });
  });

  test('have nothing from a healthcheck that is switched off', () => {
    const { check } = resolveCheck(native(['NONE'], { 'hale.check.tcp': '80' }));
    expect(check?.policy).toMatchObject({ intervalMs: 30_000, startPeriodMs: 0 });
  });

  test('that say only by whom leave the healthcheck as it is', () => {
    const { check } = resolveCheck(native(undefined, { 'hale.check.by': 'hale' }));
    expect(check).toEqual({ ...NATIVE, by: 'hale' });
  });

  test('without anything to check are nothing', () => {
    expect(resolveCheck(aContainer({ labels: { 'hale.interval': '10s' } })).check).toBeNull();
  });

  test('that are wrong leave what they would have replaced, and are told', () => {
    const { check, faults } = resolveCheck(native(undefined, { 'hale.check.tcp': 'db:80' }));
    expect(check).toEqual(NATIVE);
    expect(faults).toMatchObject([{ container: 'web', path: 'hale.check.tcp' }]);
  });

  test('are told of even where nothing is checked', () => {
    const { faults } = resolveCheck(native(['cmd'], { 'hale.retries': 'many' }));
    expect(faults.map(({ path }) => path)).toEqual(['hale.retries', 'Config.Healthcheck.Test']);
  });

  test('run a command by the shell of the container', () => {
    const container = aContainer({ labels: { 'hale.check.exec': 'test -f /ready' } });
    expect(resolveCheck({ ...container, os: 'windows' }).check?.probe).toEqual({
      kind: 'exec',
      argv: ['cmd', '/S', '/C', 'test -f /ready'],
    });
  });
});

test('a config comes before labels, setting by setting', () => {
  const rules = readCheckRules([{ container: 'web', http: ':8080/', host: 'shop.example', retries: 1 }]);
  const labels = {
    'hale.check.tcp': '80',
    'hale.interval': '10s',
    'hale.retries': '9',
    'hale.check.by': 'hale',
  };
  const { check } = resolveCheck(native(undefined, labels), rules);
  expect(check).toMatchObject({
    probe: { kind: 'http', host: 'shop.example' },
    policy: { intervalMs: 10_000, timeoutMs: 5_000, retries: 1 },
    by: 'hale',
    from: 'config',
  });
  expect(resolveCheck(aContainer({ name: 'db' }), rules).check).toBeNull();
});
