import { describe, expect, it } from 'vitest';
import { anEvent } from '../testing/container.ts';
import { RecentEvents } from './recent-events.ts';

describe('RecentEvents', () => {
  it('takes nothing for news twice', () => {
    const recent = new RecentEvents();
    expect([recent.add(anEvent('start', 1)), recent.add(anEvent('start', 1))]).toEqual([true, false]);
  });

  it.each([
    ['time', anEvent('die', 2, { exitCode: 1 })],
    ['container', anEvent('die', 1, { exitCode: 1, id: 'other' })],
    ['action', anEvent('kill', 1)],
    ['exit code', anEvent('die', 1, { exitCode: 2 })],
    [
      'nanosecond',
      anEvent('die', 1, { exitCode: 1, timeNano: `${anEvent('die', 1).timeNano.slice(0, -1)}1` }),
    ],
  ])('tells events of another %s apart', (_what, other) => {
    const recent = new RecentEvents();
    recent.add(anEvent('die', 1, { exitCode: 1 }));
    expect(recent.add(other)).toBe(true);
  });

  it('tells apart what one nanosecond brought', () => {
    const recent = new RecentEvents();
    const at = { timeNano: '5' };
    const many = [
      anEvent('kill', 0, { ...at, signal: '15' }),
      anEvent('kill', 0, { ...at, signal: '9' }),
      anEvent('health_status', 0, { ...at, health: 'healthy' }),
      anEvent('health_status', 0, { ...at, health: 'unhealthy' }),
      anEvent('rename', 0, { ...at, name: 'a' }),
      anEvent('rename', 0, { ...at, name: 'b' }),
    ];
    expect(many.map((event) => recent.add(event))).toEqual(many.map(() => true));
  });

  it('forgets the oldest over its limit', () => {
    const recent = new RecentEvents(2);
    for (const at of [1, 2, 3]) recent.add(anEvent('start', at));
    expect([2, 3, 1].map((at) => recent.add(anEvent('start', at)))).toEqual([false, false, true]);
  });

  it('knows the latest time, in whatever order they come', () => {
    const recent = new RecentEvents();
    expect(recent.latestNanos).toBeNull();
    for (const timeNano of ['1795875558933756839', '1795875558933756841', '1795875558933756840'])
      recent.add(anEvent('start', 0, { timeNano }));
    expect(recent.latestNanos).toBe(1795875558933756841n);
  });
});
