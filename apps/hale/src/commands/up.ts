import { showBoard } from '../board.ts';
import { printChanges } from '../change-lines.ts';
import { diagnostics } from '../diagnostics.ts';
import { introduce } from '../introduction.ts';
import { agentParts } from '../parts.ts';
import { runAgent } from '../run-agent.ts';
import { troubles } from '../screen/troubles.ts';
import type { Session } from '../session.ts';

export interface UpOptions {
  readonly all?: boolean;
}

/** Where it answers unless it is told otherwise, and if nobody else does. */
const USUAL = { host: '127.0.0.1', port: 4253, optional: true };

/** `hale up`: an agent with a screen: the live table on a terminal, a line for each change elsewhere, until it is told to stop. */
export async function up(options: UpOptions, session: Session): Promise<number> {
  const { io, json } = session;
  const title = await introduce(session);
  // Such a terminal has no cursor to move.
  const isDumb = io.env['TERM'] === 'dumb';
  const live = io.stdout.isTerminal && !isDumb && !json;
  const parts = await agentParts(session, { alone: false, ...(!live && { log: diagnostics(session) }) });
  try {
    for (const { message } of parts.notes) await io.stderr.write(`hale: ${message}\n`);
    const { listen, tokens } = session.settings;
    const {
      agent,
      url,
      notes: unserved,
      done,
    } = await runAgent(parts, {
      listen: listen ?? USUAL,
      tokens,
      signal: io.signal,
    });
    const { destinations = [] } = parts.options;
    if (destinations.length > 0)
      await io.stderr.write(`hale: tells ${destinations.map(({ name }) => name).join(', ')}\n`);
    for (const note of unserved) await io.stderr.write(`hale: ${note}\n`);
    if (url !== null) await io.stderr.write(`hale: answers on ${url}\n`);
    const changes = agent.changes();
    const notes = parts.notes.map(({ message }) => message);
    const wrong = (): readonly string[] => [...new Set([...notes, ...troubles(agent)])];
    const showing = live
      ? showBoard(changes, { all: options.all === true, title, troubles: wrong }, session)
      : printChanges(changes, { dated: false }, session);
    await Promise.all([showing, done]);
    return 0;
  } finally {
    await parts.close();
  }
}
