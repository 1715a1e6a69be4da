import { HaleError } from '@hale/core';
import { expect, test } from 'vitest';
import { because, standingOf, type Trouble } from './trouble.ts';

const troubles: readonly (readonly [Trouble, string, RegExp])[] = [
  [{ kind: 'unknown', status: 401 }, 'refused', /hale hub invite/],
  [{ kind: 'version', range: { min: 2, max: 2 } }, 'refused', /2 to 2, and this agent 1/],
  [{ kind: 'version', range: null }, 'refused', /other versions/],
  [{ kind: 'first', want: 'conflict' }, 'conflict', /end one of the two/],
  [{ kind: 'first', want: 'new-epoch' }, 'waiting', /anew/],
  [{ kind: 'too-large' }, 'waiting', /as short/],
  [{ kind: 'busy', waitMs: 5 }, 'waiting', /pause/],
  [{ kind: 'invalid', status: 422, detail: 'x' }, 'waiting', /422.*fault of hale/],
  [{ kind: 'away', code: 'timeout' }, 'waiting', /timeout/],
  [
    { kind: 'unidentified', error: new HaleError('refused', 'not taken', { hint: 'Have another made.' }) },
    'refused',
    /^not taken\. Have another made$/,
  ],
  [{ kind: 'unidentified', error: new HaleError('unsupported', 'version 2') }, 'refused', /^version 2$/],
  [{ kind: 'unidentified', error: new HaleError('unreachable', 'away') }, 'waiting', /^away$/],
  [{ kind: 'store', code: 'storage' }, 'waiting', /cannot be read \(storage\)/],
];

test.each(troubles)('%j stands as %s', (trouble, standing, says) => {
  expect(standingOf(trouble)).toBe(standing);
  expect(because(trouble)).toMatch(says);
});
