import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { asksToEnd, INTENT_GRACE_MS, intentOfExit, intentOfRest, signalName } from './intent.ts';
import { aContainer } from './testing/container.ts';

describe('signals', () => {
  test.each([
    ['15', 'TERM'],
    ['SIGTERM', 'TERM'],
    ['sigterm', 'TERM'],
    ['term', 'TERM'],
    ['9', 'KILL'],
    ['SIGRTMIN+3', '37'],
    ['RTMIN', '34'],
    ['37', '37'],
    ['SIGNONSENSE', 'NONSENSE'],
  ])('%s is %s', (text, name) => {
    expect(signalName(text)).toBe(name);
  });

  test.each(['15', 'SIGINT', '3', 'KILL'])('%s asks any container to end', (signal) => {
    expect(asksToEnd(signal, 'SIGRTMIN+3')).toBe(true);
  });

  test.each(['1', 'HUP', 'SIGUSR1', '12', '28', '0'])('%s is a reload or the like', (signal) => {
    expect(asksToEnd(signal, 'SIGTERM')).toBe(false);
  });

  test("a container's own stop signal asks it", () => {
    expect(asksToEnd('37', 'SIGRTMIN+3')).toBe(true);
    expect(asksToEnd('10', 'SIGUSR1')).toBe(true);
  });
});

describe('an exit', () => {
  const exit = { at: 100_000, askedAt: null, stopTimeoutMs: 10_000, watchedSince: 0, startedAt: 50_000 };
  const reach = exit.at - exit.stopTimeoutMs - INTENT_GRACE_MS;

  test('was asked for up to the stop timeout and its grace before', () => {
    expect(intentOfExit({ ...exit, askedAt: reach })).toBe('asked');
    expect(intentOfExit({ ...exit, askedAt: reach - 1 })).toBe('not-asked');
  });

  test('was not asked for when the watch reaches back far enough to have seen the request', () => {
    expect(intentOfExit({ ...exit, watchedSince: reach })).toBe('not-asked');
    expect(intentOfExit({ ...exit, watchedSince: reach + 1 })).toBe('unknown');
    expect(intentOfExit({ ...exit, watchedSince: null })).toBe('unknown');
  });

  test('a run that began under the watch needs no longer reach', () => {
    expect(intentOfExit({ ...exit, startedAt: 99_000, watchedSince: 98_999 })).toBe('not-asked');
    expect(intentOfExit({ ...exit, startedAt: 99_000, watchedSince: 99_001 })).toBe('unknown');
  });

  test('is never called unasked without a watch', () => {
    const time = fc.nat(200_000);
    fc.assert(
      fc.property(time, fc.option(time), time, time, (at, askedAt, stopTimeoutMs, startedAt) => {
        expect(intentOfExit({ at, askedAt, stopTimeoutMs, startedAt, watchedSince: null })).not.toBe(
          'not-asked',
        );
      }),
    );
  });
});

describe('a container at rest', () => {
  const rest = (restartPolicy: 'no' | 'always' | 'on-failure' | 'unless-stopped', exitCode: number) =>
    aContainer({ restartPolicy, state: { status: 'exited', exitCode } });

  test.each(['always', 'unless-stopped'] as const)('although its policy is %s: somebody asked', (policy) => {
    expect(intentOfRest('unknown', rest(policy, 1))).toBe('asked');
    expect(intentOfRest('unknown', rest(policy, 137))).toBe('asked');
  });

  test.each([126, 127, 128])('for its start failed with %d: nobody need have asked', (exitCode) => {
    expect(intentOfRest('unknown', rest('always', exitCode))).toBe('unknown');
  });

  test.each(['no', 'on-failure'] as const)('under policy %s says nothing', (policy) => {
    expect(intentOfRest('unknown', rest(policy, 1))).toBe('unknown');
  });

  test('does not change what was seen, nor does a wait for a restart say anything', () => {
    expect(intentOfRest('not-asked', rest('always', 1))).toBe('not-asked');
    const waiting = aContainer({ restartPolicy: 'always', state: { status: 'restarting' } });
    expect(intentOfRest('unknown', waiting)).toBe('unknown');
  });
});
