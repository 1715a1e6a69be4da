import { expect, test } from 'vitest';
import { CAST_SIZE, cast } from './cast.ts';
import { MAX_CONTAINERS } from './daemon.ts';

test.each([0, 1, CAST_SIZE, CAST_SIZE + 1, 500])(
  'a cast of %d has as many, each with its own name',
  (count) => {
    expect(new Set(cast(count).map(({ name }) => name)).size).toBe(count);
  },
);

test('the engine bounds it', () => {
  expect(cast(MAX_CONTAINERS + 1)).toHaveLength(MAX_CONTAINERS);
});

test('it has what a dashboard is for', () => {
  const players = cast();
  expect(players.some(({ was }) => was?.status === 'exited' && was.oomKilled === true)).toBe(true);
  expect(players.some(({ was }) => was?.status === 'exited' && was.exitCode === 0)).toBe(true);
  expect(players.some(({ labels }) => labels?.['com.docker.compose.project'] === undefined)).toBe(true);
  expect(players.filter(({ healthcheck }) => healthcheck !== undefined).length).toBeGreaterThan(3);
});
