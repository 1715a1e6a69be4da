import { describe, expect, it } from 'vitest';
import { createLog, type LogOptions } from './log.ts';

function logged(
  options: Omit<LogOptions, 'write' | 'clock'>,
  use: (log: ReturnType<typeof createLog>) => void,
) {
  const lines: string[] = [];
  use(createLog({ ...options, write: (line) => lines.push(line), clock: { now: () => 0 } }));
  return lines;
}

describe('createLog', () => {
  it('writes one JSON line a record', () => {
    const lines = logged({}, (log) =>
      log.warn('stream cut', { engine: 'local', tries: 3, gone: null, ok: false }),
    );
    expect(lines).toEqual([
      '{"time":"1970-01-01T00:00:00.000Z","level":"warn","message":"stream cut","engine":"local","tries":3,"gone":null,"ok":false}',
    ]);
  });

  it('does not let a field pass for the record itself', () => {
    const [line] = logged({}, (log) => log.info('true', { level: 'error', message: 'forged', time: 0 }));
    expect(JSON.parse(line ?? '')).toEqual({
      time: '1970-01-01T00:00:00.000Z',
      level: 'info',
      message: 'true',
    });
  });

  it('writes text that hostile input cannot break or colour', () => {
    const lines = logged({ format: 'text' }, (log) =>
      log.error('a\u001b[31m\nb', { name: 'x\ny\u009b1m', n: 1 }),
    );
    expect(lines).toEqual(['1970-01-01T00:00:00.000Z error a\\u001b[31m\\u000ab name="x\\ny\\u009b1m" n=1']);
  });

  it.each([
    ['debug', 4],
    ['info', 3],
    ['warn', 2],
    ['error', 1],
  ] as const)('at level %s writes %i of the four', (level, count) => {
    const lines = logged({ level }, (log) => {
      log.debug('d');
      log.info('i');
      log.warn('w');
      log.error('e');
    });
    expect(lines).toHaveLength(count);
  });

  it('leaves out debug unless asked', () => {
    expect(logged({}, (log) => log.debug('d'))).toEqual([]);
  });
});
