import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  agentSubject,
  containerSubject,
  destinationSubject,
  ENGINE_SUBJECT,
  FLEET_SUBJECT,
  type SubjectParts,
  subjectParts,
} from './subject.ts';

const compose = (labels: Record<string, string>) =>
  Object.fromEntries(Object.entries(labels).map(([key, value]) => [`com.docker.compose.${key}`, value]));

test('a container goes by its name', () => {
  expect(containerSubject({ name: 'web', labels: {} })).toBe('container/web');
});

test('a compose container goes by its place, whatever it is called at the moment', () => {
  const labels = compose({ project: 'shop', service: 'web', 'container-number': '2', oneoff: 'False' });
  expect(containerSubject({ name: '0a1b2c_shop-web-2', labels })).toBe('container/shop/web/2');
});

test('the first of a service when compose did not number it', () => {
  expect(containerSubject({ name: 'x', labels: compose({ project: 'shop', service: 'web' }) })).toBe(
    'container/shop/web/1',
  );
});

test('a one-off run is not the service', () => {
  const labels = compose({ project: 'shop', service: 'web', 'container-number': '1', oneoff: 'True' });
  expect(containerSubject({ name: 'shop-web-run-1', labels })).toBe('container/shop-web-run-1');
});

test('half a place is none', () => {
  expect(containerSubject({ name: 'web', labels: compose({ project: 'shop' }) })).toBe('container/web');
  expect(containerSubject({ name: 'web', labels: compose({ project: 'shop', service: '' }) })).toBe(
    'container/web',
  );
});

describe('the parts of a subject', () => {
  const ID = 'a1'.repeat(10);
  const OTHER = 'b2'.repeat(10);
  const agentId = fc.stringMatching(/^[0-9a-z]{16,40}$/);
  const name = fc.oneof(
    fc.constantFrom('agent/x', `agent/${ID}/engine`, 'engine', 'fleet', 'container/', 'destination/x', ''),
    fc.string({ unit: 'binary' }),
    fc
      .array(fc.constantFrom('agent', ID, 'container', 'engine', '/', '//', '\n'))
      .map((all) => all.join('/')),
  );
  /** What an agent tells of, and what it is. */
  const owned: fc.Arbitrary<readonly [subject: string, kind: SubjectParts['kind'], name: string]> = fc.oneof(
    name.map((text) => [containerSubject({ name: text, labels: {} }), 'container', text] as const),
    name.map((text) => [destinationSubject(text), 'destination', text] as const),
    fc.constant([ENGINE_SUBJECT, 'engine', ''] as const),
  );

  test.each<[string, SubjectParts]>([
    ['container/shop/web/1', { agent: null, kind: 'container', name: 'shop/web/1' }],
    ['engine', { agent: null, kind: 'engine', name: '' }],
    ['destination/ops', { agent: null, kind: 'destination', name: 'ops' }],
    ['fleet', { agent: null, kind: 'fleet', name: '' }],
    [`agent/${ID}`, { agent: ID, kind: 'agent', name: '' }],
    [`agent/${ID}/engine`, { agent: ID, kind: 'engine', name: '' }],
    [`agent/${ID}/container/web`, { agent: ID, kind: 'container', name: 'web' }],
    [`agent/${ID}/destination/ops`, { agent: ID, kind: 'destination', name: 'ops' }],
  ])('%s', (subject, parts) => {
    expect(subjectParts(subject)).toEqual(parts);
  });

  test.each<[string, SubjectParts['agent'], string]>([
    ['', null, ''],
    ['agent', null, 'agent'],
    ['agent/', null, 'agent/'],
    ['agent/short/engine', null, 'agent/short/engine'],
    [`agent/${'a'.repeat(15)}`, null, `agent/${'a'.repeat(15)}`],
    [`agent/${'a'.repeat(41)}`, null, `agent/${'a'.repeat(41)}`],
    [`agent/${ID.toUpperCase()}`, null, `agent/${ID.toUpperCase()}`],
    [`agent/${ID}\n`, null, `agent/${ID}\n`],
    ['engine/', null, 'engine/'],
    ['web/container/x', null, 'web/container/x'],
    ['fleet/', null, 'fleet/'],
    [`agent/${ID}/`, ID, ''],
    [`agent/${ID}/fleet`, ID, 'fleet'],
    [`agent/${ID}/agent/${OTHER}/engine`, ID, `agent/${OTHER}/engine`],
  ])('of %j, which is none of these, is all of it as a container', (subject, agent, whole) => {
    expect(subjectParts(subject)).toEqual({ agent, kind: 'container', name: whole });
  });

  test('are what it was made of, whatever a container or a destination is called', () => {
    fc.assert(
      fc.property(owned, agentId, ([subject, kind, text], agent) => {
        expect(subjectParts(subject)).toEqual({ agent: null, kind, name: text });
        expect(subjectParts(agentSubject(agent, subject))).toEqual({ agent, kind, name: text });
        expect(subjectParts(agentSubject(agent))).toEqual({ agent, kind: 'agent', name: '' });
      }),
    );
  });

  test('say which agent it is of, whatever the agent says', () => {
    fc.assert(
      fc.property(fc.oneof(name, fc.constant(FLEET_SUBJECT)), agentId, (text, agent) => {
        const parts = subjectParts(agentSubject(agent, text));
        expect(parts).toMatchObject({ agent });
        expect(['container', 'engine', 'destination']).toContain(parts.kind);
      }),
    );
  });
});
