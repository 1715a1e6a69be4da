import { watchContainers } from '@hale/agent';
import { createLog } from '@hale/core/system';
import { printChanges } from '../change-lines.ts';
import { introduce } from '../introduction.ts';
import type { Session } from '../session.ts';

/** `hale agent`: what `up` does, as a service: a real engine or none, and lines only. */
export async function agent(session: Session): Promise<number> {
  const { io, engine, json } = session;
  await introduce(session);
  const { clock, random, signal, stderr } = io;
  const log = createLog({
    write: (line) => void stderr.write(`${line}\n`),
    format: json ? 'json' : 'text',
    clock,
  });
  await printChanges(watchContainers(engine.http, { clock, random, signal, log }), { dated: true }, session);
  return 0;
}
