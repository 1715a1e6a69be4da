import { agentSubject } from '@hale/core';
import { expect, it } from 'vitest';
import { shortName } from './name.ts';

it.each([
  ['container/web', 'web'],
  ['container/shop/web/1', 'shop/web'],
  ['container/shop/web/2', 'shop/web/2'],
  ['container/1', '1'],
  ['container/a/1', 'a/1'],
  ['container/a/b/c/1', 'a/b/c/1'],
  ['engine', 'engine'],
  ['destination/ops', 'destination/ops'],
  ['container/engine', 'engine'],
  ['container/shop/*', 'shop/*'],
  ['fleet', 'fleet'],
])('calls %s %s', (subject, name) => {
  expect(shortName(subject)).toBe(name);
});

it.each([
  ['container/shop/web/1', 'shop/web'],
  ['engine', 'engine'],
  ['destination/ops', 'destination/ops'],
  [undefined, 'agent'],
])("puts the host before an agent's %s", (own, name) => {
  const agent = 'a1b2c3d4e5f6g7h8';
  expect(shortName(agentSubject(agent, own), 'web-1')).toBe(`web-1 ${name}`);
  expect(shortName(agentSubject(agent, own))).toBe(`${agent} ${name}`);
});
