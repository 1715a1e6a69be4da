import type { SubjectState } from '@hale/store';
import { aBatch, aChange, aSubject, entriesOf } from '@hale/store/testing';
import { expect, it } from 'vitest';
import { subjectNamed } from './subject-named.ts';

/** One subject for each name, as if its container went by the other. */
async function subjects(names: Readonly<Record<string, string>>): Promise<readonly SubjectState[]> {
  const changes = Object.entries(names).map(([subject, name]) =>
    aChange(name, { subject: `container/${subject}` }),
  );
  return entriesOf(await aBatch(null, changes)).map(aSubject);
}

const known = await subjects({
  db: 'db',
  'shop/web/1': 'shop-web-1',
  'shop/web/2': 'shop-web-2',
  'shop/api/1': 'api',
});

it.each([
  ['db', 'container/db'],
  ['container/db', 'container/db'],
  ['api', 'container/shop/api/1'],
  ['shop-web-2', 'container/shop/web/2'],
  ['shop/web/2', 'container/shop/web/2'],
  ['shop/web', 'container/shop/web/*'],
  ['web', 'container/shop/web/*'],
  ['shop/*', 'container/shop/*'],
  ['shop/web/*', 'container/shop/web/*'],
  ['container/shop/*', 'container/shop/*'],
  ['*', 'container/*'],
  ['container/to/come/1', 'container/to/come/1'],
  ['id-shop-web-1', 'container/shop/web/1'],
  ['id-d', 'container/db'],
])('%s is %s', (name, subject) => {
  expect(subjectNamed(name, known)).toBe(subject);
});

it.each([
  '',
  'id',
  'id-shop',
  'shop',
  'sho/web',
  'shop/we',
  '/*',
  'container/',
  'engine',
  `${'x'.repeat(500)}/*`,
])('%j is nothing that is known', (name) => {
  expect(subjectNamed(name, known)).toBeNull();
});

it('what is there comes before what is gone', async () => {
  const gone = entriesOf(await aBatch(null, [aChange('web', { to: 'removed' })])).map(aSubject);
  const all = [...gone, ...(await subjects({ 'shop/web/1': 'web' }))];
  expect(subjectNamed('web', all)).toBe('container/shop/web/1');
  expect(subjectNamed('web', gone)).toBe('container/web');
});

it('a service by its name alone is nobody where two projects have it', async () => {
  const two = await subjects({ 'shop/web/1': 'shop-web-1', 'blog/web/1': 'blog-web-1' });
  expect(subjectNamed('web', two)).toBeNull();
  expect(subjectNamed('blog/web', two)).toBe('container/blog/web/*');
});
