import { gzipSync } from 'node:zlib';
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { gzipBomb } from '../testing/gzip-bomb.ts';
import { gunzip, gzip } from './gzip.ts';

const MiB = 1024 * 1024;

it('gives back any text', async () => {
  await fc.assert(
    fc.asyncProperty(fc.string({ unit: 'grapheme', maxLength: 3_000 }), async (text) => {
      const inflated = await gunzip(await gzip(text), 10 * MiB);
      expect(new TextDecoder().decode(inflated)).toBe(text);
    }),
  );
});

it('reads what others have written', async () => {
  const text = 'x'.repeat(300_000);
  const inflated = await gunzip(gzipSync(text), MiB);
  expect(new TextDecoder().decode(inflated)).toBe(text);
});

describe('a limit', () => {
  it('is what may come out', async () => {
    const bytes = gzipSync('x'.repeat(MiB));
    expect((await gunzip(bytes, MiB)).length).toBe(MiB);
    await expect(gunzip(bytes, MiB - 1)).rejects.toMatchObject({ code: 'too-large' });
  });

  it('ends a bomb of 1 GiB before it has cost more than a few MiB', async () => {
    const bomb = await gzipBomb(1_024);
    expect(bomb.length).toBeLessThan(2 * MiB);
    const before = process.memoryUsage().rss;
    let peak = 0;
    const watching = setInterval(() => {
      peak = Math.max(peak, process.memoryUsage().rss);
    }, 1);
    const began = performance.now();
    await expect(gunzip(bomb, 4 * MiB)).rejects.toMatchObject({ code: 'too-large' });
    clearInterval(watching);
    peak = Math.max(peak, process.memoryUsage().rss);
    expect((peak - before) / MiB).toBeLessThan(50);
    expect(performance.now() - began).toBeLessThan(1_000);
  });
});

it.each([
  ['nothing', new Uint8Array()],
  ['plain text', Buffer.from('{"a":1}')],
  ['the beginning of it', gzipSync('x'.repeat(1_000)).subarray(0, 20)],
  ['a changed end', Buffer.concat([gzipSync('x').subarray(0, -8), Buffer.alloc(8, 1)])],
  ['more after it', Buffer.concat([gzipSync('x'), Buffer.from('more')])],
])('refuses %s', async (_what, bytes) => {
  await expect(gunzip(bytes, MiB)).rejects.toMatchObject({ code: 'bad-input' });
});
