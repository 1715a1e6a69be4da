import { showBoard } from '../board.ts';
import { printChanges } from '../change-lines.ts';
import { diagnostics } from '../diagnostics.ts';
import { leavePlace } from '../hub/address.ts';
import { FleetLine } from '../hub/fleet-line.ts';
import { identityInMemory } from '../hub/identity.ts';
import type { OwnHub } from '../hub/own-hub.ts';
import { type Reported, reportingTo } from '../hub/reporting.ts';
import { introduce } from '../introduction.ts';
import { agentParts } from '../parts.ts';
import { HUB_PATH, runAgent } from '../run-agent.ts';
import { troubles } from '../screen/troubles.ts';
import type { Session } from '../session.ts';
import type { AgentFlags } from './agent.ts';

export interface UpOptions extends AgentFlags {
  readonly all?: boolean;
}

/** Where it answers unless it is told otherwise, and if nobody else does. */
const USUAL = { host: '127.0.0.1', port: 4253, optional: true };

/** `hale up`: an agent with a screen, and a hub: the live table on a terminal, a line for each change elsewhere, until it is told to stop. */
export async function up(options: UpOptions, session: Session): Promise<number> {
  const { io, json } = session;
  const title = await introduce(session);
  // Such a terminal has no cursor to move.
  const isDumb = io.env['TERM'] === 'dumb';
  const live = io.stdout.isTerminal && !isDumb && !json;
  const log = live ? {} : { log: diagnostics(session) };
  const parts = await agentParts(session, {
    alone: false,
    ...log,
    reports: (folder) => reported(options, session, { folder, ...log }),
  });
  const own = parts.reporting?.own ?? null;
  const over = new AbortController();
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
      hub: own,
      signal: io.signal,
    });
    const { destinations = [] } = parts.options;
    if (destinations.length > 0)
      await io.stderr.write(`hale: tells ${destinations.map(({ name }) => name).join(', ')}\n`);
    for (const note of unserved) await io.stderr.write(`hale: ${note}\n`);
    if (url !== null) await io.stderr.write(`hale: answers on ${url}\n`);
    if (parts.reporting !== null && own === null)
      await io.stderr.write(`hale: reports to the hub at ${parts.reporting.url}\n`);
    const changes = agent.changes();
    const notes = parts.notes.map(({ message }) => message);
    const wrong = (): readonly string[] => [
      ...new Set([...notes, ...troubles(agent), ...(own?.troubles ?? [])]),
    ];
    const fleet = own && new FleetLine(own.hub);
    const ended = done.finally(() => over.abort());
    const showing = live
      ? showBoard(
          changes,
          { all: options.all === true, title, troubles: wrong, fleet: () => fleet?.cell ?? null },
          session,
        )
      : printChanges(changes, { dated: false }, session);
    const forget = leaveWord(own, url);
    own?.start();
    try {
      await Promise.all([showing, ended, fleet?.follow(over.signal)]);
    } finally {
      forget();
    }
    return 0;
  } finally {
    over.abort();
    await parts.close();
  }
}

interface Ground {
  readonly folder: string | null;
  readonly log?: ReturnType<typeof diagnostics>;
}

/** To the hub that somebody has named, or else to one of its own. */
async function reported(options: UpOptions, session: Session, ground: Ground): Promise<Reported> {
  const { settings, engine } = session;
  if (settings.hub.url === null) return (await import('../hub/own-hub.ts')).openOwnHub(session, ground);
  if (engine.simulated)
    return { reporting: null, notes: [{ level: 'warn', message: 'no hub is told of a simulated engine' }] };
  return reportingTo(settings.hub, {
    folder: ground.folder,
    inMemory: identityInMemory(),
    allowPlainHttp: options.allowPlainHttp === true,
  });
}

/** So that `hale hub invite` knows how the hub is reached. */
function leaveWord(own: OwnHub | null, url: string | null): () => void {
  if (own === null || own.folder === null || url === null) return () => undefined;
  return leavePlace(own.folder, `${url}${HUB_PATH}`);
}
