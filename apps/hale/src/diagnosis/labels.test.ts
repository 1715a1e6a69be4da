import type { ContainerView } from '@hale/agent';
import { aContainer } from '@hale/core/testing';
import { expect, it } from 'vitest';
import { judgeLabels } from './labels.ts';

const view = (name: string, labels: Record<string, string>): ContainerView => ({
  subject: `container/${name}`,
  condition: 'running',
  since: null,
  flapping: false,
  container: aContainer({ name, labels }),
});

it('is fine with labels that are understood, and with none', () => {
  expect(judgeLabels([view('web', { 'hale.check.http': ':80/' }), view('db', {})])).toMatchObject({
    verdict: 'fine',
  });
});

it('names container, label and what was expected', () => {
  const { verdict, text } = judgeLabels([view('web', { 'hale.check.tcp': 'many' })]);
  expect(verdict).toBe('warning');
  expect(text).toMatch(/^1 label of a check is not understood: web: hale\.check\.tcp: .*many/);
});

it('counts what it does not show', () => {
  const views = Array.from({ length: 8 }, (_, n) =>
    view(`c${n}`, { 'hale.interval': 'soon', 'hale.check.tcp': '80' }),
  );
  expect(judgeLabels(views).text).toMatch(/^8 labels of a check are .*; \+3 more$/);
});
