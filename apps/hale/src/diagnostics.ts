import type { Log } from '@hale/core';
import { createLog } from '@hale/core/system';
import type { Session } from './session.ts';

/** What a person who reads the changes should know besides them: on stderr, a line each. */
export function diagnostics({ io: { stderr, clock }, json }: Pick<Session, 'io' | 'json'>): Log {
  return createLog({
    write: (line) => void stderr.write(`${line}\n`),
    format: json ? 'json' : 'text',
    clock,
  });
}
