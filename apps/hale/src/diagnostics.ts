import type { Log } from '@hale/core';
import { createLog } from '@hale/core/system';
import { DEFAULT } from './config/layers.ts';
import type { Settings } from './config/settings.ts';
import type { Session } from './session.ts';

type Reader = Pick<Session, 'io' | 'json' | 'settings'>;

/** What a person who reads the changes should know besides them: on stderr, a line each. */
export function diagnostics({ io: { stderr, clock }, json, settings }: Reader): Log {
  return createLog({
    write: (line) => void stderr.write(`${line}\n`),
    level: settings.log.level,
    format: chosenFormat(settings) ?? (json ? 'json' : 'text'),
    clock,
  });
}

/** The same of a service, whose stderr a collector reads unless it is a terminal. */
export async function serviceDiagnostics(reader: Reader): Promise<Log> {
  const { io, json, settings } = reader;
  const { stderr, clock } = io;
  const forPeople = stderr.isTerminal && !json;
  if ((chosenFormat(settings) ?? (forPeople ? 'text' : 'json')) === 'text')
    return diagnostics({ ...reader, json: false });
  // No other command has to wait until pino is loaded.
  const { createPinoLog } = await import('./log.ts');
  return createPinoLog({ write: (line) => void stderr.write(line), level: settings.log.level, clock });
}

/** What somebody has set, and not hale by itself. */
function chosenFormat({ log, from }: Settings): 'json' | 'text' | undefined {
  return from(['log', 'format']) === DEFAULT ? undefined : log.format;
}
