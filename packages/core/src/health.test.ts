import { expect, test } from 'vitest';
import { toDockerHealth } from './health.ts';

test('goes out as docker inspect shows it, nanoseconds and zone untouched', () => {
  const start = '2022-05-16T10:20:11.364683294+08:00';
  const end = '2022-05-16T10:20:11.489168017+08:00';
  const health = {
    status: 'unhealthy',
    failingStreak: 4,
    log: [{ start, end, exitCode: -1, output: '\u0000a\n' }],
  } as const;
  expect(JSON.stringify(toDockerHealth(health))).toBe(
    `{"Status":"unhealthy","FailingStreak":4,"Log":[{"Start":"${start}","End":"${end}","ExitCode":-1,"Output":"\\u0000a\\n"}]}`,
  );
});

test('an empty log is a list, not null', () => {
  expect(toDockerHealth({ status: 'starting', failingStreak: 0, log: [] }).Log).toEqual([]);
});
