import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Json } from '../json.ts';
import { canonicalJson } from './canonical.ts';

const anyJson = fc.jsonValue({ maxDepth: 4 }).map((value) => JSON.parse(JSON.stringify(value)) as Json);

/** The same value with its names the other way round. */
function reversed(value: Json): Json {
  if (value === null || typeof value !== 'object') return value;
  if (Array.isArray(value)) return value.map(reversed);
  return Object.fromEntries(
    Object.entries(value)
      .toReversed()
      .map(([name, member]) => [name, reversed(member)]),
  );
}

describe('canonicalJson', () => {
  it('sorts names at every depth, keeps the order of lists, and leaves no space', () => {
    expect(canonicalJson({ b: [2, 1, { d: null, c: true }], a: 'x y' })).toBe(
      '{"a":"x y","b":[2,1,{"c":true,"d":null}]}',
    );
  });

  it('sorts by UTF-16 unit, as no locale would', () => {
    expect(canonicalJson({ ä: 1, z: 2, Z: 3, '10': 4, '9': 5 })).toBe('{"10":4,"9":5,"Z":3,"z":2,"ä":1}');
  });

  it('escapes as JSON does, names too', () => {
    expect(canonicalJson({ '"\n': '\u0000\ud800' })).toBe('{"\\"\\n":"\\u0000\\ud800"}');
  });

  it('says the same, in the same text, whatever order it is given in', () => {
    fc.assert(
      fc.property(anyJson, (value) => {
        expect(JSON.parse(canonicalJson(value))).toEqual(value);
        expect(canonicalJson(reversed(value))).toBe(canonicalJson(value));
      }),
    );
  });
});
