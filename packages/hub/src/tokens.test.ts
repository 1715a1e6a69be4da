import { seededRandom } from '@hale/core/simulate';
import { describe, expect, it } from 'vitest';
import { instantHash } from './testing/hub.ts';
import { makeToken, tokenKey } from './tokens.ts';

const SECRET = `${'s3cr_t-'.repeat(6)}x`;

describe('a token', () => {
  it('says what it is for, and is found by a key that is not the secret', async () => {
    const { token, key, sha256 } = await makeToken('agent', SECRET, seededRandom(1), instantHash);
    expect(token).toBe(`hale_a1_${key}_${SECRET}`);
    expect(tokenKey(token, 'agent')).toBe(key);
    expect(tokenKey(token, 'enrolment')).toBeNull();
    expect(sha256).toBe(await instantHash(token));
    expect(key).toMatch(/^[0-9a-z]{16}$/);
    expect(SECRET).not.toContain(key);
  });

  it('has another key each time', async () => {
    const random = seededRandom(2);
    const made = await Promise.all(
      Array.from({ length: 500 }, () => makeToken('enrolment', SECRET, random, instantHash)),
    );
    expect(new Set(made.map(({ key }) => key)).size).toBe(500);
  });

  it.each([
    '',
    'hale_a1_',
    `hale_a2_${'k'.repeat(16)}_${SECRET}`,
    `hale_a1_${'k'.repeat(15)}_${SECRET}`,
    `hale_a1_${'K'.repeat(16)}_${SECRET}`,
    `hale_a1_${'k'.repeat(16)}_${SECRET}x`,
    `hale_a1_${'k'.repeat(16)}_${SECRET.slice(1)}`,
    ` hale_a1_${'k'.repeat(16)}_${SECRET}`,
    `hale_a1_${'k'.repeat(16)}_${SECRET}\n`,
  ])('is not %j', (text) => {
    expect(tokenKey(text, 'agent')).toBeNull();
  });
});
