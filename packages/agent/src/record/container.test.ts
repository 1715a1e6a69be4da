import { aCheckedContainer, aContainer, at, NOON } from '@hale/core/testing';
import { container as schema } from '@hale/protocol';
import { expect, it } from 'vitest';
import { containerRecord } from './container.ts';

const view = (container: ReturnType<typeof aContainer>) =>
  ({
    subject: 'container/web',
    condition: 'running',
    since: { at: NOON, exact: false },
    container,
    flapping: true,
  }) as const;

it('has every field, in an order that stays', () => {
  const { id } = aContainer();
  const record = containerRecord(view(aCheckedContainer('unhealthy', 3)));
  expect(schema.parse(record)).toEqual(record);
  expect(JSON.stringify(record)).toBe(
    JSON.stringify({
      id,
      name: 'web',
      image: 'nginx:1',
      subject: 'container/web',
      project: null,
      service: null,
      condition: 'running',
      since: '2026-01-01T12:00:00.000Z',
      sinceExact: false,
      flapping: true,
      health: {
        Status: 'unhealthy',
        FailingStreak: 3,
        Log: [
          { Start: at(-4_000), End: at(-3_990), ExitCode: 0, Output: 'ok\n' },
          { Start: at(-3_000), End: at(-2_990), ExitCode: 1, Output: 'refused\n' },
          { Start: at(-2_000), End: at(-1_990), ExitCode: 1, Output: 'refused\n' },
          { Start: at(-1_000), End: at(-990), ExitCode: 1, Output: 'refused\n' },
        ],
      },
      failingStreak: 3,
      exitCode: null,
      status: 'running',
      restartCount: 0,
    }),
  );
});

it('knows its place in a project', () => {
  const labels = { 'com.docker.compose.project': 'shop', 'com.docker.compose.service': 'web' };
  expect(containerRecord(view(aContainer({ labels })))).toMatchObject({ project: 'shop', service: 'web' });
});

it.each([
  ['running', null],
  ['paused', null],
  ['restarting', 7],
  ['exited', 7],
  ['dead', 7],
  ['removed', null],
] as const)('%s: exit code %s', (status, exitCode) => {
  const container = aContainer({ state: { status, exitCode: 7 } });
  expect(containerRecord(view(container)).exitCode).toBe(exitCode);
});

it('without a beginning, and without health', () => {
  const record = containerRecord({ ...view(aContainer()), since: null });
  expect(schema.parse(record)).toEqual(record);
  expect(record).toMatchObject({ since: null, sinceExact: false, health: null, failingStreak: null });
});
