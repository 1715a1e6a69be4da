import type { Condition } from '@hale/core';
import { expect, test } from 'vitest';
import { type Books, settle } from './account.ts';
import type { Word } from './word.ts';

const word = (seq: number, from: Condition | null, to: Condition, subject = 'container/web'): Word => ({
  id: `id-${seq}`,
  seq,
  subject,
  from,
  to,
  body: `${seq}`,
});

const WORDS = [
  word(1, null, 'created'),
  word(2, 'created', 'running'),
  word(3, null, 'running', 'container/db'),
  word(4, 'running', 'crashed'),
];
const TRUTH = new Map<string, Condition>([
  ['container/web', 'crashed'],
  ['container/db', 'running'],
  ['container/never-seen', 'removed'],
]);

const settled = (changes: Partial<Books> = {}) =>
  settle({ due: WORDS, arrived: WORDS, truth: TRUTH, ...changes });

const CLEAN = { lost: [], invented: [], changed: [], disordered: [], broken: [], wrong: [] };

test('finds nothing where there is nothing', () => {
  expect(settled()).toEqual({ entries: 4, arrivals: 4, repeats: 0, ...CLEAN });
});

test('counts a repeat, and finds no fault with it', () => {
  const again = WORDS.slice(1, 2);
  expect(settled({ arrived: [...WORDS, ...again] })).toMatchObject({ arrivals: 5, repeats: 1, ...CLEAN });
});

test.each<[string, Partial<Books>, object]>([
  ['lost', { arrived: WORDS.toSpliced(2, 1) }, { lost: ['3 container/db null → running'] }],
  [
    'invented',
    { arrived: [...WORDS, word(5, 'crashed', 'running'), word(6, 'running', 'crashed')] },
    { invented: ['5 container/web crashed → running', '6 container/web running → crashed'] },
  ],
  [
    'changed under its id',
    { arrived: [...WORDS, { ...word(3, null, 'running', 'container/db'), body: 'other' }] },
    { changed: ['id-3: 3 became other'] },
  ],
  [
    'out of order',
    { arrived: [WORDS[1], WORDS[0], ...WORDS.slice(2)].filter((each) => each !== undefined) },
    { disordered: ['1 container/web null → created after 2 container/web created → running'] },
  ],
  [
    'a hole between two words',
    { arrived: WORDS.toSpliced(1, 1) },
    { broken: ['4 container/web running → crashed after 1 container/web null → created'] },
  ],
  [
    'wrong in the end',
    { truth: new Map<string, Condition>([['container/web', 'stopped']]) },
    { wrong: ['container/web: it is stopped, and was called crashed'] },
  ],
  [
    'silent on what is there',
    { truth: new Map<string, Condition>([['container/new', 'running']]) },
    { wrong: ['container/new: it is running, and was called undefined'] },
  ],
])('finds what is %s', (_, books, found) => {
  expect(settled(books)).toMatchObject(found);
});
