import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readDocument } from './document.ts';
import { layer, type Override, valueAt, withValue } from './layers.ts';
import { problemText } from './problem.ts';

const over = (source: string, path: readonly string[], value: unknown): Override => ({ source, path, value });
const layered = (yaml: string, ...layers: readonly (readonly Override[])[]) =>
  layer('f', readDocument(yaml, 'f'), layers);

describe('layers', () => {
  it('let the later win, and know who said it', () => {
    const input = layered(
      'a: 1\nlog: {level: info, format: text}',
      [over('ENV', ['log', 'level'], 'warn')],
      [over('--a', ['a'], 2)],
    );
    expect(input.value).toEqual({ a: 2, log: { level: 'warn', format: 'text' } });
    const from = [['a'], ['log', 'level'], ['log', 'format'], ['name']].map(input.from);
    expect(from).toEqual(['--a', 'ENV', 'f:2', 'default']);
  });

  it('are the file alone where nothing is over it, and nothing without a file', () => {
    expect(layered('a: [1, {b: 2}]').value).toEqual({ a: [1, { b: 2 }] });
    expect(layered('').value).toEqual({});
    expect(layered('', [over('ENV', ['x', 'y', 'z'], 1)]).value).toEqual({ x: { y: { z: 1 } } });
  });

  it('hold a key without a value for not written, but for a transport', () => {
    expect(layered('log:\ndestinations:\n  a:\n    stdout:\n  b:\nchecks: [~]').value).toEqual({
      destinations: { a: { stdout: {} } },
      checks: [null],
    });
  });

  it('leave what is wrong as it is', () => {
    expect(layered('log: 5', [over('ENV', ['log', 'level'], 'warn')]).value).toEqual({ log: 5 });
    expect(layered('text', [over('ENV', ['name'], 'x')]).value).toBe('text');
  });

  it('take host and context from the last that has either', () => {
    const file = 'engine: {context: a}';
    const env = [over('ENV', ['engine', 'host'], 'b')];
    const flags = [over('--context', ['engine', 'context'], 'c')];
    expect(layered(file, env).value).toEqual({ engine: { host: 'b' } });
    expect(layered(file, env, flags).value).toEqual({ engine: { context: 'c' } });
    expect(layered(file, env, flags).from(['engine', 'host'])).toBe('default');
    expect(layered(file, [...env, ...flags]).value).toEqual({ engine: { host: 'b', context: 'c' } });
  });

  it('place a problem where its value was said', () => {
    const url = ['destinations', 'slack', 'slack', 'url'];
    const input = layered('a:\n  b: 1', [over('ENV', url, 'x')]);
    const told = (path: readonly string[]): string => problemText(input.problem(path, 'wrong'));
    expect(told(['a', 'b'])).toBe('f:2:3 a.b: wrong');
    expect(told(['a', 'c'])).toBe('f:1:1 a.c: wrong');
    expect(told(url)).toBe('ENV: wrong');
    expect(told([...url, 'deeper'])).toBe('ENV: wrong');
    expect(told(['destinations', 'slack'])).toBe('ENV: wrong');
    expect(told([])).toBe('f:1:1: wrong');
  });
});

it('what is put at a path is found there, and nothing else is touched', () => {
  const path = fc.array(fc.constantFrom('a', 'b', 'c'), { minLength: 1, maxLength: 4 });
  fc.assert(
    fc.property(path, path, (one, other) => {
      const first = withValue({}, one, 1);
      const both = withValue(first, other, 2);
      const [short, long] = one.length < other.length ? [one, other] : [other, one];
      fc.pre(!short.every((step, n) => long[n] === step));
      expect([valueAt(both, one), valueAt(both, other), valueAt(first, other)]).toEqual([1, 2, undefined]);
    }),
  );
});

it('a value is looked for among what is its own', () => {
  expect(valueAt({}, ['constructor'])).toBeUndefined();
  expect(valueAt([1], ['length', 'x'])).toBeUndefined();
  expect(valueAt({ a: [{ b: 1 }] }, ['a', 0, 'b'])).toBe(1);
});
