import { watchContainers } from '@hale/agent';
import { printChanges } from '../change-lines.ts';
import { diagnostics } from '../diagnostics.ts';
import { introduce } from '../introduction.ts';
import type { Session } from '../session.ts';

/** `hale agent`: what `up` does, as a service: a real engine or none, and lines only. */
export async function agent(session: Session): Promise<number> {
  const { io, engine, checking } = session;
  await introduce(session);
  const { clock, random, signal } = io;
  const log = diagnostics(session);
  const watch = watchContainers(engine.http, { clock, random, signal, log, ...checking });
  await printChanges(watch, { dated: true }, session);
  return 0;
}
