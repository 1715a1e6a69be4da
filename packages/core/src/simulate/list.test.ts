import { describe, expect, test } from 'vitest';
import { createContainer, type SimulatedContainer } from './container.ts';
import { fromMs } from './instant.ts';
import { checkListFilters, isListed, statusText } from './list.ts';

const now = fromMs(1_767_225_600_000);
const ago = (ms: number) => now - fromMs(ms);
const labels = { tier: 'front' };
const born = createContainer({ name: 'shop-web-1', image: 'nginx:1.29', labels }, 'abcdef', ago(1000));
const health = { status: 'healthy', failingStreak: 0, log: [] } as const;

function container(fields: Partial<SimulatedContainer>): SimulatedContainer {
  return { ...born, status: 'running', startedAt: ago(180_000), ...fields };
}

test.each([
  [container({ status: 'created' }), 'Created'],
  [container({}), 'Up 3 minutes'],
  [container({ health }), 'Up 3 minutes (healthy)'],
  [container({ health: { ...health, status: 'unhealthy' } }), 'Up 3 minutes (unhealthy)'],
  [container({ health: { ...health, status: 'starting' } }), 'Up 3 minutes (health: starting)'],
  [container({ status: 'paused', health }), 'Up 3 minutes (Paused)'],
  [container({ status: 'exited', exitCode: 3, finishedAt: ago(2000), health }), 'Exited (3) 2 seconds ago'],
  [container({ status: 'restarting', exitCode: 1, finishedAt: ago(1000) }), 'Restarting (1) 1 second ago'],
])('status text %#: %s', (one, text) => {
  expect(statusText(one, now)).toBe(text);
});

test.each([
  [999, 'Less than a second'],
  [1000, '1 second'],
  [59_999, '59 seconds'],
  [60_000, 'About a minute'],
  [120_000, '2 minutes'],
  [3_600_000, 'About an hour'],
  [3 * 3_600_000, '3 hours'],
  [48 * 3_600_000, '2 days'],
  [14 * 24 * 3_600_000, '2 weeks'],
  [61 * 24 * 3_600_000, '2 months'],
])('%d ms is %s', (ms, text) => {
  expect(statusText(container({ startedAt: ago(ms) }), now)).toBe(`Up ${text}`);
});

describe('isListed', () => {
  test.each([
    ['created', false],
    ['running', true],
    ['paused', true],
    ['restarting', true],
    ['exited', false],
  ] as const)('%s without all: %s', (status, listed) => {
    expect(isListed(container({ status }), {}, false)).toBe(listed);
    expect(isListed(container({ status }), {}, true)).toBe(true);
    expect(isListed(container({ status }), { status: [status] }, false)).toBe(true);
  });

  test.each([
    [{ id: ['abc'] }, true],
    [{ id: ['def'] }, false],
    [{ name: ['web'] }, true],
    [{ name: ['^/shop-web-1$'] }, true],
    [{ name: ['^shop-web-1$'] }, true],
    [{ name: ['^web'] }, false],
    [{ name: ['('] }, false],
    [{ label: ['tier=front'] }, true],
    [{ label: ['tier=back'] }, false],
    [{ ancestor: ['nginx'] }, true],
    [{ ancestor: ['nginx:1.29'] }, true],
    [{ ancestor: ['redis'] }, false],
    [{ health: ['none'] }, true],
    [{ health: ['healthy'] }, false],
  ])('%j: %s', (filters, listed) => {
    expect(isListed(container({}), filters, false)).toBe(listed);
  });

  test('health is what the engine stores, so a paused and an exited container are unhealthy', () => {
    const unhealthy = { ...health, status: 'unhealthy' } as const;
    expect(
      isListed(container({ status: 'paused', health: unhealthy }), { health: ['unhealthy'] }, false),
    ).toBe(true);
    expect(
      isListed(container({ status: 'exited', health: unhealthy }), { health: ['unhealthy'] }, true),
    ).toBe(true);
  });
});

test.each([
  [{ nope: ['a'] }, "invalid filter 'nope'"],
  [{ status: ['a'] }, "invalid filter 'status=a'"],
  [{ health: ['a'] }, 'unrecognized filter value for health: a'],
])('%j is refused', (filters, message) => {
  expect(() => checkListFilters(filters)).toThrow(expect.objectContaining({ code: 'bad-input', message }));
});
