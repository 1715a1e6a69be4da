import { CONDITIONS } from '@hale/core';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { badgeColour, drawBadge, MAX_LETTERS } from './badge-drawing.ts';

function luminance(colour: string): number {
  const [r = 0, g = 0, b = 0] = [1, 3, 5]
    .map((at) => Number.parseInt(colour.slice(at, at + 2), 16) / 255)
    .map((part) => (part <= 0.03928 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4));
  return 0.2126 * r + 0.7152 * g + 0.0722 * b;
}

const labelOf = (svg: string) => /<title>([^<]*)<\/title>/.exec(svg)?.[1];

describe('a badge', () => {
  it.each(CONDITIONS)(
    'of what is %s can be read: white on its colour has the contrast of WCAG AA',
    (condition) => {
      expect(1.05 / (luminance(badgeColour(condition)) + 0.05)).toBeGreaterThanOrEqual(4.5);
    },
  );

  it('says what it shows to those who do not see it', () => {
    const svg = drawBadge({ label: 'web', word: 'healthy' });
    expect(svg).toContain('role="img" aria-label="web: healthy"');
    expect(labelOf(svg)).toBe('web: healthy');
  });

  it('is as wide as its words', () => {
    const width = (label: string) => Number(/width="(\d+)"/.exec(drawBadge({ label, word: 'healthy' }))?.[1]);
    expect(width('a-much-longer-name')).toBeGreaterThan(width('web') + 60);
  });

  it('cuts a name that is too long', () => {
    expect(labelOf(drawBadge({ label: 'a'.repeat(MAX_LETTERS), word: 'w' }))).toBe(
      `${'a'.repeat(MAX_LETTERS)}: w`,
    );
    expect(labelOf(drawBadge({ label: 'a'.repeat(MAX_LETTERS + 1), word: 'w' }))).toBe(
      `${'a'.repeat(MAX_LETTERS - 1)}…: w`,
    );
  });

  it('holds no mark-up of the name, nothing that XML forbids, nothing that turns text around', () => {
    const nasty = fc.string({
      unit: fc.oneof(
        fc.constantFrom(...Array.from(`<>&"'\u0000\u001b\ud800\u202e\ufffe\n`)),
        fc.string({ unit: 'binary', minLength: 1, maxLength: 1 }),
      ),
    });
    const shape = drawBadge({ label: 'x', word: 'w' }).replace(/[^<>]/g, '');
    fc.assert(
      fc.property(nasty, (label) => {
        const svg = drawBadge({ label, word: 'w' });
        expect(svg.replace(/[^<>]/g, '')).toBe(shape);
        expect(svg).not.toMatch(/(?!\n)[\p{C}\p{Zl}\p{Zp}]/u);
        expect(svg.match(/&(?!(?:amp|lt|gt|quot|#39);)/)).toBeNull();
        expect(svg.match(/"/g)?.length).toBe(drawBadge({ label: 'x', word: 'w' }).match(/"/g)?.length);
      }),
    );
  });
});
