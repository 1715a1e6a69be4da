import { MAX_LISTED, type Waiting } from '@hale/api';
import type { JournalEntry } from '@hale/core';
import { expect, it } from 'vitest';
import { createPaint } from '../../screen/colour.ts';
import { listText, SHOWN_ROWS } from './list-text.ts';

const OPTIONS = { now: 60_000, width: Number.POSITIVE_INFINITY, paint: createPaint(false) };

function waits(subject: string): Waiting {
  const entry: JournalEntry = {
    at: 0,
    fromAt: null,
    subject,
    from: null,
    to: 'unhealthy',
    cause: 'reconcile',
    epoch: 'e',
    seq: 1,
    id: 'e-1',
  };
  return { destination: 'ops', entry, attempts: 0, because: null, since: 0, nextAt: 0 };
}

function lines(waiting: readonly Waiting[]): readonly string[] {
  const ops = {
    name: 'ops',
    transport: 'slack',
    standing: { kind: 'ready' },
    waiting: waiting.length,
    dead: 0,
  } as const;
  return listText({ destinations: [ops], waiting, dead: [], silences: [] }, OPTIONS);
}

it('shows as many as a person reads, and says how many more there are', () => {
  const all = Array.from({ length: SHOWN_ROWS }, (_, n) => waits(`container/web-${n}`));
  expect(lines(all).at(-1)).toContain(`web-${SHOWN_ROWS - 1} `);
  expect(lines([...all, waits('container/last')]).at(-1)).toBe('  +1 more: --json');
});

it('does not count further than it has read', () => {
  const all = Array.from({ length: MAX_LISTED }, () => waits('container/web'));
  expect(lines(all)[1]).toContain(` ${MAX_LISTED}+ `);
  expect(lines(all.slice(1))[1]).toContain(` ${MAX_LISTED - 1} `);
});

it('takes a hostile name as text', () => {
  expect(lines([waits('container/a\u{1b}[2J\nb')]).join('|')).not.toMatch(/\u{1b}|\n/u);
});
