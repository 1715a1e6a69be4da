import { describe, expect, it } from 'vitest';
import { EVENT_ACTIONS } from '../event.ts';
import { decodeEventLine, eventNames } from './event-line.ts';
import { fixture } from './testing/http.ts';

const ID = 'c0ffee'.padEnd(64, '0');

function line(Action: string, Attributes: object | null = {}, rest: object = {}): string {
  const event = {
    Type: 'container',
    Action,
    Actor: { ID, Attributes },
    scope: 'local',
    time: 1795875558,
    ...rest,
  };
  return `${JSON.stringify(event).slice(0, -1)},"timeNano":1795875558933756839}`;
}

function recorded(engine: string) {
  return fixture(`events-${engine}.jsonl`)
    .trim()
    .split('\n')
    .map((text) => decodeEventLine(text))
    .filter((event) => event !== null);
}

/** What happened to one container, shortly. */
function told(engine: string, name: string): string[] {
  return recorded(engine)
    .filter((event) => event.name === name)
    .map(({ action, health, exitCode, signal }) =>
      [action, health ?? exitCode ?? signal ?? ''].join(' ').trim(),
    );
}

describe('decodeEventLine', () => {
  it('reads an event of Docker', () => {
    const labels = { 'hale.x': 'é<b>', secret: 's' };
    expect(decodeEventLine(line('start', { ...labels, name: 'web', image: 'nginx:1' }))).toEqual({
      action: 'start',
      id: ID,
      at: 1795875558933,
      timeNano: '1795875558933756839',
      name: 'web',
      image: 'nginx:1',
      labels: { 'hale.x': 'é<b>' },
    });
  });

  it.each(['docker-20.10', 'docker-26.1'])('reads what %s told', (engine) => {
    const healthy = told(engine, 'healthy');
    expect(healthy.slice(0, 4)).toEqual([
      'create',
      'start',
      'health_status healthy',
      'health_status unhealthy',
    ]);
    expect(healthy).toContain('kill 10');
    // Its label exitCode overlays the real one.
    expect(healthy).toContain('die 5');
    expect(told(engine, 'plain')).toEqual(['create', 'start', 'pause', 'unpause']);
    expect(told(engine, 'renamed')).toEqual(
      expect.arrayContaining(['rename', 'kill 15', 'kill 9', 'die 137', 'stop', 'destroy']),
    );
  });

  it('reads what Podman told, in its own words', () => {
    expect(told('podman-4.3', 'healthy')).toEqual([
      'create',
      'start',
      'health_status starting',
      'kill',
      'restart',
      'stop',
      'die 137',
      'start',
      'die 137',
      'destroy',
    ]);
  });

  it.each([
    ['died', { action: 'die' }],
    ['remove', { action: 'destroy' }],
    ['health_status: healthy', { action: 'health_status', health: 'healthy' }],
    ['health_status: unhealthy', { action: 'health_status', health: 'unhealthy' }],
    ['health_status: running', { action: 'health_status', health: 'starting' }],
  ])('takes the action %j for %j', (action, expected) => {
    expect(decodeEventLine(line(action))).toMatchObject(expected);
  });

  it("takes Podman's health from beside the action", () => {
    expect(decodeEventLine(line('health_status', {}, { HealthStatus: 'unhealthy' }))).toMatchObject({
      health: 'unhealthy',
    });
    expect(decodeEventLine(line('health_status'))).not.toHaveProperty('health');
  });

  it.each([
    line('exec_start: /bin/true'),
    line('exec_die'),
    line('attach'),
    line('constructor'),
    line('start', {}, { Type: 'network' }),
    '{}',
    '[]',
  ])('has nothing to say of %s', (other) => expect(decodeEventLine(other)).toBeNull());

  it.each(['', 'null', '1', '{', '{"Type":"container"', '<html>'])('refuses %j', (bad) => {
    expect(() => decodeEventLine(bad)).toThrow(expect.objectContaining({ code: 'protocol' }));
  });

  it.each([
    ['Actor.ID', line('start', {}, { Actor: null })],
    ['Actor.ID', line('start', {}, { Actor: { ID: '' } })],
    ['timeNano', JSON.stringify({ Type: 'container', Action: 'start', Actor: { ID } })],
    [
      'timeNano',
      JSON.stringify({ Type: 'container', Action: 'start', Actor: { ID }, time: 'now', timeNano: -1 }),
    ],
    ['timeNano', '{"Type":"container","Action":"start","Actor":{"ID":"x"},"timeNano":1e400}'],
  ])('names %s when it is amiss', (path, bad) => {
    expect(() => decodeEventLine(bad)).toThrow(expect.objectContaining({ code: 'protocol', path }));
  });

  it('makes do without attributes', () => {
    expect(decodeEventLine(line('start', null))).toMatchObject({
      name: 'c0ffee000000',
      image: '',
      labels: {},
    });
  });

  it('reads the nanoseconds that are there, whatever labels pretend', () => {
    const forged = { 'hale.x': '"timeNano":1', 'x"timeNano': '2', timeNano: '3' };
    expect(decodeEventLine(line('start', forged))?.timeNano).toBe('1795875558933756839');
  });

  it('reads them about where they come before a label of that name', () => {
    const rest = JSON.stringify({
      Type: 'container',
      Action: 'start',
      Actor: { ID, Attributes: { timeNano: '3' } },
    });
    const first = decodeEventLine(`{"timeNano" : 1795875558933756839,${rest.slice(1)}`);
    expect(first?.at).toBe(1795875558933);
    expect(Number(first?.timeNano)).toBe(Number('1795875558933756839'));
  });

  it('makes do with whole seconds', () => {
    const seconds = JSON.stringify({ Type: 'container', Action: 'start', Actor: { ID }, time: 1795875558 });
    expect(decodeEventLine(seconds)).toMatchObject({ at: 1795875558000, timeNano: '1795875558000000000' });
  });

  it.each([
    ['137', 137],
    ['-1', -1],
    ['4294967295', 4294967295],
    ['', undefined],
    ['1e3', undefined],
    [' 1', undefined],
    ['99999999999', undefined],
    [7, undefined],
  ])('takes the exit code %j for %s', (exitCode, expected) => {
    expect(decodeEventLine(line('die', { exitCode }))?.exitCode).toBe(expected);
  });

  it('gives an exit code and a signal only where they mean something', () => {
    const forged = { exitCode: '0', signal: '15' };
    expect(decodeEventLine(line('start', forged))).not.toHaveProperty('exitCode');
    expect(decodeEventLine(line('die', forged))).not.toHaveProperty('signal');
    expect(decodeEventLine(line('kill', forged))).toMatchObject({ signal: '15' });
  });
});

describe('eventNames', () => {
  it("has Podman's own words for Podman", () => {
    expect(eventNames('docker')).toEqual(EVENT_ACTIONS);
    expect(eventNames('podman')).toEqual([...EVENT_ACTIONS, 'died', 'remove']);
  });

  it('holds no name that begins one of an exec: with health_status among them, Docker takes beginnings', () => {
    const noise = ['exec_create', 'exec_start', 'exec_die', 'exec_detach', 'attach', 'top', 'resize'];
    for (const name of eventNames('docker'))
      expect(noise.filter((other) => other.startsWith(name))).toEqual([]);
  });
});
