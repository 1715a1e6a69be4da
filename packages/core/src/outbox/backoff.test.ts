import { describe, expect, it } from 'vitest';
import { backoffMs, MAX_BACKOFF_MS, MAX_RETRY_AFTER_MS, MIN_BACKOFF_MS, retryAt } from './backoff.ts';

const most = () => 1 - Number.EPSILON;

describe('backoffMs', () => {
  it.each([
    [1, 1_000],
    [2, 2_000],
    [5, 16_000],
    [10, 512_000],
    [11, MAX_BACKOFF_MS],
    [1_000_000, MAX_BACKOFF_MS],
  ])('after %i attempts: up to %i ms', (attempts, ms) => {
    expect(backoffMs(attempts, most)).toBe(ms);
    expect(backoffMs(attempts, () => 0.5)).toBe(ms / 2);
    expect(backoffMs(attempts, () => 0)).toBe(MIN_BACKOFF_MS);
  });

  it('can be held to less', () => {
    expect(backoffMs(20, most, 60_000)).toBe(60_000);
  });
});

describe('retryAt', () => {
  const NOW = 5_000_000;
  it.each([
    ['nothing', undefined, NOW + 700],
    ['less than our own wait', NOW + 100, NOW + 700],
    ['the past', 0, NOW + 700],
    ['more', NOW + 90_000, NOW + 90_000],
    ['just what is allowed', NOW + MAX_RETRY_AFTER_MS, NOW + MAX_RETRY_AFTER_MS],
    ['far too much', NOW + 10 ** 12, NOW + MAX_RETRY_AFTER_MS],
  ])('where the receiver asks for %s', (_, notBefore, at) => {
    const outcome = {
      kind: 'throttled',
      code: '429',
      ...(notBefore !== undefined && { notBefore }),
    } as const;
    expect(retryAt(outcome, NOW, 700)).toBe(at);
  });
});
