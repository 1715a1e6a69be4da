import { type Condition, containerSubject } from '@hale/core';
import { aContainer, at } from '@hale/core/testing';
import { expect, it } from 'vitest';
import type { ContainerView } from '../view.ts';
import { findContainer } from './find-container.ts';

const id = (start: string): string => start.padEnd(64, '0');
const view = (
  container: Parameters<typeof aContainer>[0],
  condition: Condition = 'running',
): ContainerView => {
  const whole = aContainer(container);
  return { subject: containerSubject(whole), condition, since: null, container: whole, flapping: false };
};
const compose = (number: string) => ({
  'com.docker.compose.project': 'shop',
  'com.docker.compose.service': 'web',
  'com.docker.compose.container-number': number,
});

const views = [
  view({ id: id('aaaa1'), name: 'db' }),
  view({ id: id('aaaa2'), name: 'shop-web-10', labels: compose('10') }),
  view({ id: id('bbbb'), name: 'shop-web-2', labels: compose('2') }),
  view({ id: id('cccc'), name: 'aaaa', createdAt: at(-9) }),
  view({ id: id('dddd'), name: 'twice', createdAt: at(-9) }, 'removed'),
  view({ id: id('eeee'), name: 'twice', createdAt: at(-5) }),
];
const found = (name: string) => findContainer({ containers: () => views }, name)?.container.id;

it.each([
  ['db', 'aaaa1'],
  ['shop-web-10', 'aaaa2'],
  ['shop/web', 'bbbb'],
  ['container/shop/web/10', 'aaaa2'],
  ['container/db', 'aaaa1'],
  [id('aaaa2'), 'aaaa2'],
  ['bbbb', 'bbbb'],
  ['aaaa1', 'aaaa1'],
  ['aaaa', 'cccc'],
  ['twice', 'eeee'],
])('%s', (name, start) => {
  expect(found(name)).toBe(id(start));
});

it.each([
  ['', 'nothing'],
  ['bbb', 'an id that is too short'],
  ['aaaa0', 'an id that is not there'],
  ['shop/db', 'a service that is not there'],
  ['d*', 'no pattern'],
  ['__proto__', 'a strange word'],
])('%s is %s', (name) => {
  expect(found(name)).toBeUndefined();
});

it('the beginning of two ids is neither', () => {
  const two = [view({ id: id('ffff1'), name: 'a' }), view({ id: id('ffff2'), name: 'b' })];
  expect(findContainer({ containers: () => two }, 'ffff')).toBeNull();
});
