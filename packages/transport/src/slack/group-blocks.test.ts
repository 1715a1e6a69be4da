import { agentSubject } from '@hale/core';
import { NOON } from '@hale/core/testing';
import { expect, it } from 'vitest';
import { AGENT, aContext, aFailure, aNotification, aTold } from '../testing/notifications.ts';
import { header } from './blocks.ts';
import { groupBlocks, groupText } from './group-blocks.ts';

const context = aContext();
const crash = aNotification('crashed', {
  from: 'running',
  cause: 'reconcile',
  at: NOON - 18 * 60_000,
  container: aTold({ exitCode: 137 }),
});
const recovery = aNotification('healthy', { subject: 'container/db' }, { ends: aFailure() });

function many(count: number) {
  return Array.from({ length: count }, (_, n) =>
    aNotification('crashed', { subject: `container/shop/web/${n}` }),
  );
}

it('says the essential of each in one line', () => {
  const [first, second] = groupBlocks([crash, recovery], context, []);
  expect(first).toMatchObject({
    block_id: 'container/shop/web/1',
    text: {
      text: '🔴 *shop/web* crashed  ·  since <!date^1767267720^{time}|11:42:00 UTC>  ·  exit code 137 (SIGKILL)  ·  found by comparing with what was known, not by an event  ·  Told 18 min after it happened.',
    },
  });
  expect(second).toMatchObject({ text: { text: '🟢 *shop/web* is healthy again after 12 min' } });
  expect(groupText([crash, recovery], context, 4_000).split('\n')).toEqual([
    '🔴 shop/web crashed · since 11:42:00 UTC · exit code 137 (SIGKILL) · found by comparing with what was known, not by an event · Told 18 min after it happened.',
    '🟢 shop/web is healthy again after 12 min',
  ]);
});

it('says where each is, if not all are in one place', () => {
  const on = (host: string, own?: string) =>
    aNotification('unknown', { subject: agentSubject(AGENT, own), host });
  const group = [on('*a*', 'container/shop/web/1'), on('web-2', 'destination/ops'), on('web-3')];
  const lines = groupBlocks(group, context, []).map((block) => JSON.stringify(block));
  expect(lines[0]).toContain('⚪ *shop/web* on ∗a∗ is out of sight');
  expect(lines[1]).toContain('⚪ *Messages to ops* on web-2 cannot be delivered');
  expect(lines[2]).toContain('⚪ *The agent on web-3* is lost');
  expect(
    groupText(group, context, 4_000)
      .split('\n')
      .map((line) => line.split(' · ')[0]),
  ).toEqual([
    '⚪ shop/web on *a* is out of sight',
    '⚪ Messages to ops on web-2 cannot be delivered',
    '⚪ The agent on web-3 is lost',
  ]);
  expect(groupText(group.slice(0, 1), context, 4_000)).toMatch(/^⚪ shop\/web is out of sight/);
});

it('names the day of what is old', () => {
  const old = aNotification('crashed', { at: NOON - 13 * 3_600_000, cause: 'baseline' });
  expect(groupText([old, old], context, 4_000)).toContain('since 2025-12-31 23:00:00 UTC');
});

it('names a block after its subject once', () => {
  const blocks = groupBlocks([crash, crash], context, []);
  expect(blocks.map((block) => 'block_id' in block)).toEqual([true, false]);
});

it('says how many did not fit', () => {
  const around = [header('a title')];
  for (const count of [30, 60, 200]) {
    const blocks = groupBlocks(many(count), context, around);
    const tail = JSON.stringify(blocks.at(-1));
    const left = Number(/and (\d+) more: \1 crashed/.exec(tail)?.[1] ?? 0);
    expect(blocks.length - (left > 0 ? 1 : 0) + left).toBe(count);
    expect(blocks.length + around.length).toBeLessThanOrEqual(45);
  }
});

it('says how many did not fit in a text', () => {
  for (const [count, limit] of [
    [10, 4_000],
    [200, 4_000],
    [200, 300],
  ] as const) {
    const lines = groupText(many(count), context, limit).split('\n');
    const left = Number(/^and (\d+) more: \1 crashed$/.exec(lines.at(-1) ?? '')?.[1] ?? 0);
    expect(lines.length - (left > 0 ? 1 : 0) + left).toBe(count);
    expect(lines.join('\n').length).toBeLessThanOrEqual(limit);
  }
});
