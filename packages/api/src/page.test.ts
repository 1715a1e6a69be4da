import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import * as z from 'zod';
import { pageAfter, paged, repeatable } from './page.ts';

describe('a list in pages', () => {
  const walk = (all: readonly string[], limit: number): readonly string[] => {
    const seen: string[] = [];
    for (
      let after: string | undefined, next: string | null = '';
      next !== null && seen.length < 100;
      after = next ?? undefined
    ) {
      const page = pageAfter(all, String, { limit, after });
      seen.push(...page.items);
      ({ next } = page);
    }
    return seen;
  };

  it('has everything once, in order, however long a page is', () => {
    const lists = fc.uniqueArray(fc.string({ minLength: 1, maxLength: 3 }), { maxLength: 20 });
    fc.assert(
      fc.property(lists, fc.integer({ min: 1, max: 21 }), (all, limit) => {
        expect(walk(all, limit)).toEqual([...all].toSorted());
      }),
    );
  });

  it('goes on where it was, whatever has gone', () => {
    const { next } = pageAfter(['a', 'b', 'c', 'd'], String, { limit: 2 });
    expect(next).toBe('b');
    expect(pageAfter(['a', 'c', 'd'], String, { limit: 2, after: next ?? '' }).items).toEqual(['c', 'd']);
  });
});

it.each([
  [{}, 50],
  [{ limit: '1' }, 1],
  [{ limit: '200' }, 200],
])('%j: so many', (query, limit) => {
  expect(paged.parse(query).limit).toBe(limit);
});

it.each(['0', '201', '1.5', '', 'all'])('limit=%s is no length', (limit) => {
  expect(paged.safeParse({ limit }).success).toBe(false);
});

it('a parameter may be repeated, up to a bound', () => {
  const query = z.object({ word: repeatable(z.string(), 2) });
  expect(query.parse({})).toEqual({});
  expect(query.parse({ word: 'a' })).toEqual({ word: ['a'] });
  expect(query.parse({ word: ['a', 'b'] })).toEqual({ word: ['a', 'b'] });
  expect(query.safeParse({ word: ['a', 'b', 'c'] }).success).toBe(false);
});
