import { styleText } from 'node:util';
import type { Condition } from '@hale/core';
import type { Io, Output } from '../io.ts';

export type Style = 'problem' | 'doubt' | 'passing' | 'good' | 'quiet' | 'strong' | 'plain';

/** Puts a style around a text, or nothing where there is no colour. */
export type Paint = (style: Style, text: string) => string;

const FORMATS = {
  problem: ['bold', 'red'],
  doubt: ['yellow'],
  passing: ['cyan'],
  good: ['green'],
  quiet: ['dim'],
  strong: ['bold'],
  plain: [],
} as const;

export function createPaint(colour: boolean): Paint {
  if (!colour) return (_style, text) => text;
  return (style, text) =>
    style === 'plain' || text === '' ? text : styleText(FORMATS[style], text, { validateStream: false });
}

/** Colour is for a terminal that can show it, to somebody who has not said no. Source: no-color.org. */
export function wantsColour(output: Output, env: Io['env'], flag: boolean): boolean {
  return flag && output.isTerminal && !env['NO_COLOR'] && env['TERM'] !== 'dumb';
}

export interface Badge {
  readonly symbol: string;
  readonly style: Style;
}

/** How a condition looks. The symbol says it to who sees no colour, and the word always stands beside it. */
export function badge(condition: Condition): Badge {
  switch (condition) {
    case 'unhealthy':
    case 'oom-killed':
    case 'looping':
    case 'crashed':
      return { symbol: '✗', style: 'problem' };
    case 'unknown':
      return { symbol: '?', style: 'doubt' };
    case 'restarting':
      return { symbol: '↻', style: 'passing' };
    case 'starting':
      return { symbol: '↑', style: 'passing' };
    case 'stopping':
      return { symbol: '↓', style: 'passing' };
    case 'healthy':
      return { symbol: '✓', style: 'good' };
    case 'running':
      return { symbol: '●', style: 'good' };
    case 'paused':
      return { symbol: '‖', style: 'doubt' };
    case 'created':
      return { symbol: '+', style: 'quiet' };
    case 'stopped':
      return { symbol: '○', style: 'quiet' };
    case 'removed':
      return { symbol: '-', style: 'quiet' };
  }
}
