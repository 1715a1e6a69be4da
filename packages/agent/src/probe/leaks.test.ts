import { expect, it } from 'vitest';
import { Leaks } from './leaks.ts';

it('counts the processes that are there, and those that have ever been', async () => {
  const leaks = new Leaks();
  const first = Promise.withResolvers<void>();
  leaks.add(first.promise);
  leaks.add(new Promise(() => undefined));
  expect([leaks.lingering, leaks.total]).toEqual([2, 2]);
  first.resolve();
  await first.promise;
  expect([leaks.lingering, leaks.total]).toEqual([1, 2]);
});
