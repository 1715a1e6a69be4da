import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Frame, frameLines } from './frame.ts';

const lines = (name: string, count: number): string[] =>
  Array.from({ length: count }, (_, n) => `${name}${n}`);
const frame = (rows: number, changes: number): Frame => ({
  title: ['title', 'counts'],
  table: ['HEAD', ...lines('row', rows)],
  changes: lines('change', changes),
});
const more = (count: number): string => `+${count} more`;

describe('frameLines', () => {
  it('shows all there is where there is room', () => {
    expect(frameLines(frame(2, 1), 24, more)).toEqual([
      'title',
      'counts',
      '',
      'HEAD',
      'row0',
      'row1',
      '',
      'change0',
    ]);
    expect(frameLines(frame(1, 0), 24, more)).toEqual(['title', 'counts', '', 'HEAD', 'row0']);
  });

  it('shows the latest of many changes', () => {
    expect(frameLines(frame(1, 20), 24, more).slice(-8)).toEqual(lines('change', 20).slice(-8));
    expect(frameLines(frame(1, 20), 24, more).at(-9)).toBe('');
  });

  it('says how many rows do not fit, and keeps three lines for changes', () => {
    expect(frameLines(frame(100, 20), 12, more)).toEqual([
      'title',
      'counts',
      '',
      'HEAD',
      'row0',
      'row1',
      'row2',
      '+97 more',
      '',
      'change17',
      'change18',
      'change19',
    ]);
  });

  it('fits any terminal, and counts every row that it does not show', () => {
    fc.assert(
      fc.property(fc.nat(60), fc.nat(20), fc.integer({ min: 1, max: 40 }), (rows, changes, height) => {
        const shown = frameLines(frame(rows, changes), height, more);
        expect(shown.length).toBeLessThanOrEqual(height);
        if (height < 7) return;
        const hidden = Number(
          /^\+(\d+) more$/.exec(shown.find((line) => line.startsWith('+')) ?? '')?.[1] ?? 0,
        );
        expect(shown.filter((line) => line.startsWith('row')).length + hidden).toBe(rows);
      }),
    );
  });
});
