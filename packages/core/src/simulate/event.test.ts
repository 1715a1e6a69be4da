import { expect, test } from 'vitest';
import { createContainer } from './container.ts';
import { containerEvent, encodeEvent } from './event.ts';
import { fromMs } from './instant.ts';

const at = fromMs(1_767_225_600_123) + 7n;

test("a container's labels cover an event's own attributes, but not image and name", () => {
  const labels = { exitCode: '0', name: 'forged', image: 'forged', tier: 'front' };
  const container = createContainer({ name: 'web', image: 'nginx', labels }, 'id', at);
  const { attributes } = containerEvent(container, 'die', { exitCode: '137', execDuration: '3' }, at);
  expect(attributes).toEqual({
    exitCode: '0',
    execDuration: '3',
    tier: 'front',
    name: 'web',
    image: 'nginx',
  });
});

test('a line has the time in whole nanoseconds, which JSON.parse cannot hold', () => {
  const line = encodeEvent({ action: 'start', id: 'abc', attributes: { image: 'nginx', name: 'web' }, at });
  expect(line).toMatch(/,"time":1767225600,"timeNano":1767225600123000007}\n$/);
  expect(JSON.parse(line)).toMatchObject({
    Type: 'container',
    Action: 'start',
    Actor: { ID: 'abc', Attributes: { image: 'nginx', name: 'web' } },
    scope: 'local',
    status: 'start',
    id: 'abc',
    from: 'nginx',
  });
});

test('hostile text stays within its line', () => {
  const line = encodeEvent({
    action: 'start',
    id: 'a',
    attributes: { name: 'x"}\n{"Type":"image"', image: '' },
    at,
  });
  expect(line.indexOf('\n')).toBe(line.length - 1);
});
