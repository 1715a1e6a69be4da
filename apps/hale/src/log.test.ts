import type { Log } from '@hale/core';
import type { LogLevel } from '@hale/core/system';
import { NOON } from '@hale/core/testing';
import { expect, it } from 'vitest';
import { createPinoLog } from './log.ts';

function logged(level: LogLevel, use: (log: Log) => void): readonly string[] {
  const written: string[] = [];
  use(createPinoLog({ write: (line) => void written.push(line), level, clock: { now: () => NOON } }));
  return written;
}

it('writes one line of JSON for each record, with its time, level, message and fields', () => {
  const written = logged('debug', (log) => {
    log.debug('told', { destination: 'ops' });
    log.error('CANNOT REMEMBER', { unwritten: 3, error: null, ok: false });
  });
  expect(written.map((line) => [line.endsWith('\n'), JSON.parse(line)])).toEqual([
    [true, { level: 'debug', time: new Date(NOON).toISOString(), message: 'told', destination: 'ops' }],
    [
      true,
      {
        level: 'error',
        time: new Date(NOON).toISOString(),
        message: 'CANNOT REMEMBER',
        unwritten: 3,
        error: null,
        ok: false,
      },
    ],
  ]);
});

it.each([
  ['debug', ['debug', 'info', 'warn', 'error']],
  ['info', ['info', 'warn', 'error']],
  ['warn', ['warn', 'error']],
  ['error', ['error']],
] as const)('from %s on writes %j', (level, written) => {
  const lines = logged(level, (log) => {
    for (const own of ['debug', 'info', 'warn', 'error'] as const) log[own]('a');
  });
  expect(lines.map((line) => JSON.parse(line).level)).toEqual(written);
});

it('takes hostile text as text, and lets no field pass for the head', () => {
  const hostile = 'a\n{"level":"error"}\u{1b}[2J %s %d %% \u{2028}';
  const [line = ''] = logged('info', (log) =>
    log.info(hostile, { level: 'fake', time: 'fake', message: 'fake', name: hostile }),
  );
  expect(line.split('\n')).toHaveLength(2);
  expect(line).not.toContain('fake');
  expect(JSON.parse(line)).toEqual({
    level: 'info',
    time: new Date(NOON).toISOString(),
    message: hostile,
    name: hostile,
  });
});
