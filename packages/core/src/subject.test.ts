import { expect, test } from 'vitest';
import { containerSubject } from './subject.ts';

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
