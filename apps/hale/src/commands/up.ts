import { watchContainers } from '@hale/agent';
import { showBoard } from '../board.ts';
import { printChanges } from '../change-lines.ts';
import { diagnostics } from '../diagnostics.ts';
import { introduce } from '../introduction.ts';
import type { Session } from '../session.ts';

export interface UpOptions {
  readonly all?: boolean;
}

/** `hale up`: the live table on a terminal, a line for each change elsewhere, until it is told to stop. */
export async function up(options: UpOptions, session: Session): Promise<number> {
  const { io, engine, json, checking } = session;
  const title = await introduce(session);
  const { clock, random, signal } = io;
  // Such a terminal has no cursor to move.
  const isDumb = io.env['TERM'] === 'dumb';
  const live = io.stdout.isTerminal && !isDumb && !json;
  const log = live ? {} : { log: diagnostics(session) };
  const watch = watchContainers(engine.http, { clock, random, signal, ...log, ...checking });
  if (live) await showBoard(watch, { all: options.all === true, title }, session);
  else await printChanges(watch, { dated: false }, session);
  return 0;
}
