import { anEntry } from '@hale/core/testing';
import { expect, test } from 'vitest';
import { NewsCaller } from './journal-news.ts';

function heard() {
  const news = new NewsCaller();
  const calls: string[] = [];
  return { news, calls, leave: news.listen(() => calls.push('called')) };
}

test('a reader is called once for what has come together, and not for nothing', () => {
  const { news, calls } = heard();
  news.grown([anEntry('unhealthy'), anEntry('healthy')]);
  news.grown([]);
  expect(calls).toEqual(['called']);
});

test('conditions are counted as they are entered, all of them from the beginning', () => {
  const { news } = heard();
  news.grown([anEntry('unhealthy'), anEntry('healthy'), anEntry('unhealthy')]);
  expect(Object.fromEntries(news.entered)).toMatchObject({ unhealthy: 2, healthy: 1, crashed: 0 });
});

test('the end is news as well', () => {
  const { news, calls } = heard();
  expect(news.ended).toBe(false);
  news.end();
  expect([calls, news.ended]).toEqual([['called'], true]);
});

test('who has left is not called, even if it leaves because it was', () => {
  const { news, calls, leave } = heard();
  const off = news.listen(() => off());
  news.grown([anEntry('healthy')]);
  leave();
  news.grown([anEntry('healthy')]);
  expect(calls).toEqual(['called']);
});
