import type { Clock, Log, LogFields } from '@hale/core';
import type { LogLevel } from '@hale/core/system';
import { pino } from 'pino';

export interface PinoLogOptions {
  /** Takes one record, with its line end. */
  readonly write: (line: string) => void;
  /** The least level that is written. */
  readonly level: LogLevel;
  readonly clock: Pick<Clock, 'now'>;
}

/** One line of JSON per record, as collectors of logs read it: `level` as a word, `time` in ISO 8601, `message`, and the fields. */
export function createPinoLog({ write, level, clock }: PinoLogOptions): Log {
  const logger = pino(
    {
      level,
      base: null,
      messageKey: 'message',
      timestamp: () => `,"time":"${new Date(clock.now()).toISOString()}"`,
      formatters: { level: (label) => ({ level: label }) },
    },
    { write },
  );
  const at =
    (own: LogLevel) =>
    (message: string, fields: LogFields = {}): void =>
      logger[own](withoutHead(fields), message);
  return { debug: at('debug'), info: at('info'), warn: at('warn'), error: at('error') };
}

/** Pino would write such a name twice. */
function withoutHead(fields: LogFields): LogFields {
  return Object.fromEntries(Object.entries(fields).filter(([name]) => !HEAD.includes(name)));
}

const HEAD = ['level', 'time', 'message'];
