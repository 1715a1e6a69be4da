import { describe, expect, it } from 'vitest';
import {
  compareApiVersions,
  isApiVersion,
  MAX_API_VERSION,
  MIN_API_VERSION,
  negotiate,
} from './api-version.ts';

describe('compareApiVersions', () => {
  it('compares numbers, not text', () => {
    expect(['1.100', '1.9', '2.0', '1.41'].toSorted(compareApiVersions)).toEqual([
      '1.9',
      '1.41',
      '1.100',
      '2.0',
    ]);
  });
});

describe('isApiVersion', () => {
  it('takes two numbers only', () => {
    expect(['1.44', '12.0'].every(isApiVersion)).toBe(true);
    expect(['', '1', 'v1.44', '1.44.0', '1.44-beta', '99999.1'].some(isApiVersion)).toBe(false);
  });
});

describe('negotiate', () => {
  it('speaks the highest that both know', () => {
    const engines = [MIN_API_VERSION, '1.45', MAX_API_VERSION, '1.55', '2.0'];
    expect(engines.map(negotiate)).toEqual(['1.41', '1.45', '1.52', '1.52', '1.52']);
  });

  it('names both ranges when the engine is too old', () => {
    expect(() => negotiate('1.40')).toThrow(
      expect.objectContaining({
        code: 'api-version',
        message: 'the engine speaks API 1.40 at most, hale speaks 1.41 to 1.52',
        hint: expect.stringContaining('20.10'),
      }),
    );
  });
});
