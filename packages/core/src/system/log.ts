import type { Clock } from '../clock.ts';
import type { Log, LogFields } from '../log.ts';
import { systemClock } from './clock.ts';

export type LogLevel = 'debug' | 'info' | 'warn' | 'error';

export interface LogOptions {
  /** Takes one record, without a line end. */
  readonly write: (line: string) => void;
  /** The least level that is written. Default `info`. */
  readonly level?: LogLevel;
  /** Default `json`. */
  readonly format?: 'json' | 'text';
  readonly clock?: Pick<Clock, 'now'>;
}

const LEVELS: readonly LogLevel[] = ['debug', 'info', 'warn', 'error'];

/** A log of one line per record. What it is given cannot break out of its line. */
export function createLog({ write, level = 'info', format = 'json', clock = systemClock }: LogOptions): Log {
  const line = format === 'json' ? jsonLine : textLine;
  const at =
    (own: LogLevel) =>
    (message: string, fields: LogFields = {}): void => {
      if (LEVELS.indexOf(own) < LEVELS.indexOf(level)) return;
      write(line({ time: new Date(clock.now()).toISOString(), level: own, message }, fields));
    };
  return { debug: at('debug'), info: at('info'), warn: at('warn'), error: at('error') };
}

interface Head {
  readonly time: string;
  readonly level: LogLevel;
  readonly message: string;
}

function jsonLine(head: Head, fields: LogFields): string {
  return JSON.stringify({ ...head, ...fields, ...head });
}

function textLine(head: Head, fields: LogFields): string {
  const pairs = Object.entries(fields).map(([name, value]) => ` ${name}=${JSON.stringify(value)}`);
  return visible(`${head.time} ${head.level.padEnd(5)} ${head.message}${pairs.join('')}`);
}

/** A terminal obeys control characters, and some of those are in what containers print. */
function visible(text: string): string {
  return text.replace(/\p{Cc}/gu, (char) => `\\u${char.charCodeAt(0).toString(16).padStart(4, '0')}`);
}
