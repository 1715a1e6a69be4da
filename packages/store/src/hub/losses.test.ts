import { expect, it } from 'vitest';
import { MAX_REJECTED_CHARS } from './hub-store.ts';
import { keepRejected } from './losses.ts';

it('cuts no character in two: an engine may refuse half of one', () => {
  const body = `${'x'.repeat(MAX_REJECTED_CHARS - 1)}🐳`;
  const [statement] = keepRejected([{ agent: 'a', epoch: 'e', seq: 1, code: 'malformed', at: 0, body }]);
  const texts = statement?.parameters.filter((value) => typeof value === 'string') ?? [];
  expect(texts.map((text) => text.length)).toContain(MAX_REJECTED_CHARS);
  expect(texts.filter((text) => !text.isWellFormed())).toEqual([]);
});
