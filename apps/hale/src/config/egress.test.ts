import { expect, it } from 'vitest';
import { egressFaults } from './egress.ts';

it('takes hosts, addresses and networks', () => {
  expect(egressFaults({ allow: ['gotify.lan', '10.0.0.7', 'fd00::/8'], deny: ['*.example.com'] })).toEqual(
    [],
  );
});

it('names each entry that is none of them', () => {
  expect(egressFaults({ allow: ['10.0.0.7', '10.0.0.0/33'], deny: ['no host!'] })).toEqual([
    { path: ['allow', 1], message: expect.stringContaining('10.0.0.0/33') },
    { path: ['deny', 0], message: expect.stringContaining('no host!') },
  ]);
});
