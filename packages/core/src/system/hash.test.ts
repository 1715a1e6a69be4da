import { createHash } from 'node:crypto';
import * as fc from 'fast-check';
import { expect, it } from 'vitest';
import { systemHash } from './hash.ts';

it('is SHA-256: the first two vectors of FIPS 180-4', async () => {
  expect(await systemHash('')).toBe('e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855');
  expect(await systemHash('abc')).toBe('ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad');
});

it('hashes the UTF-8 of any text, as OpenSSL does', async () => {
  const text = fc.string({ unit: 'binary', maxLength: 200 });
  await fc.assert(
    fc.asyncProperty(text, async (any) => {
      expect(await systemHash(any)).toBe(createHash('sha256').update(any).digest('hex'));
    }),
  );
});
