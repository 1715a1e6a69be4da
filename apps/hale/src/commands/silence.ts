import { hostname, userInfo } from 'node:os';
import { subjectNamed } from '@hale/agent';
import { Silencer, silenceRecord } from '@hale/api';
import { covers, HaleError, type Silence } from '@hale/core';
import type { AgentStore } from '@hale/store';
import { plural } from '../diagnosis/finding.ts';
import { EXIT } from '../failure.ts';
import { openRecords } from '../records.ts';
import { age } from '../screen/age.ts';
import { shortName } from '../screen/name.ts';
import { SILENCES, silenceRow } from '../screen/silences.ts';
import { table } from '../screen/table.ts';
import { printable } from '../screen/text.ts';
import type { Session } from '../session.ts';

export interface SilenceOptions {
  readonly list?: true;
  readonly end?: true;
  readonly reason?: string;
}

/** What was asked for, if it can be done. */
type Order =
  | { readonly do: 'list' }
  | { readonly do: 'end'; readonly name: string }
  | { readonly do: 'begin'; readonly name: string; readonly forMs: number; readonly reason: string | null };

/** `hale silence NAME 1h`, `--end NAME`, `--list`: of what nobody is told for a while, whether an agent runs or not. */
export async function silence(
  name: string | undefined,
  forMs: number | undefined,
  options: SilenceOptions,
  session: Session,
): Promise<number> {
  const order = orderOf(name, forMs, options);
  const store = await openRecords(session);
  const { io, json, settings } = session;
  const silencer = new Silencer({ store, destinations: settings.destinations, now: () => io.clock.now() });
  try {
    const answer =
      order.do === 'list'
        ? await list(silencer, session)
        : order.do === 'end'
          ? await end(order.name, { silencer, store })
          : await begin(order, { silencer, store }, session);
    await io.stdout.write(`${json ? JSON.stringify(answer.record) : answer.lines.join('\n')}\n`);
    return EXIT.ok;
  } finally {
    await store.close();
  }
}

function orderOf(name: string | undefined, forMs: number | undefined, options: SilenceOptions): Order {
  const { list: lists = false, end: ends = false, reason = null } = options;
  const wrong = (message: string): HaleError =>
    new HaleError('bad-input', message, { hint: 'See hale silence --help.' });
  const isLone = forMs === undefined && reason === null;
  if (lists ? ends || name !== undefined || !isLone : ends && !isLone)
    throw wrong('one at a time: NAME DURATION, --end NAME, or --list');
  if (ends && name === undefined) throw wrong('--end needs the name of what is silenced');
  if (name === undefined) return { do: 'list' };
  if (ends) return { do: 'end', name };
  if (forMs === undefined) throw wrong(`for how long? hale silence ${name} 1h`);
  return { do: 'begin', name, forMs, reason };
}

interface Answer {
  readonly record: unknown;
  readonly lines: readonly string[];
}

interface Records {
  readonly silencer: Silencer;
  readonly store: AgentStore;
}

async function list(silencer: Silencer, { io, paint }: Session): Promise<Answer> {
  const now = io.clock.now();
  const all = await silencer.list();
  const width = io.stdout.isTerminal ? io.stdout.size.columns : Number.POSITIVE_INFINITY;
  const rows = all.map((each) => silenceRow(each, now));
  return {
    record: all.map(silenceRecord),
    lines: all.length === 0 ? ['nothing is silenced'] : table(SILENCES, rows, { width, paint }),
  };
}

async function begin(
  { name, forMs, reason }: Order & { readonly do: 'begin' },
  { silencer, store }: Records,
  { settings }: Session,
): Promise<Answer> {
  const { subjects } = await store.load();
  const subject = subjectNamed(name, subjects);
  if (subject === null)
    throw new HaleError('not-found', `nothing is known by the name ${JSON.stringify(name)}`, {
      path: 'name',
      hint: 'hale ps --all lists every container; container/NAME need not be there yet, PROJECT/* is a whole project.',
    });
  const begun = await silencer.begin({ subject, forMs, by: whoAmI(), reason });
  const present = subjects.filter((each) => each.last.to !== 'removed' && covers(begun, each.subject));
  const many = subject.endsWith('/*') ? `; ${plural(present.length, 'container')} now` : '';
  const feeds = settings.destinations
    .filter(({ transport }) => transport.capabilities.delivery === 'event')
    .map((each) => each.name);
  const until = new Date(begun.until).toISOString().replace(/\.\d+/, '');
  return {
    record: silenceRecord(begun),
    lines: [
      printable(`nobody is told of ${shortName(subject)} for ${age(forMs)}, until ${until}${many}`),
      ...(feeds.length === 0 ? [] : [`${feeds.join(', ')} will hear of it: every transition goes there`]),
    ],
  };
}

async function end(name: string, { silencer, store }: Records): Promise<Answer> {
  const { subjects } = await store.load();
  const active = await silencer.list();
  const named = subjectNamed(name, subjects);
  const found =
    active.find(({ subject }) => subject === named) ??
    active.find(({ subject }) => subject === name || shortName(subject) === name);
  const ended = found && (await silencer.end(found.subject));
  if (!ended) throw noSilence(name, active);
  return {
    record: silenceRecord(ended),
    lines: [printable(`${shortName(ended.subject)} is told of again; an agent that runs does so within 5 s`)],
  };
}

function noSilence(name: string, active: readonly Silence[]): HaleError {
  return new HaleError('not-found', `${JSON.stringify(name)} is not silenced`, {
    path: 'name',
    hint: active.length === 0 ? 'Nothing is.' : 'hale silence --list shows what is.',
  });
}

function whoAmI(): string {
  try {
    return `${userInfo().username}@${hostname()}`;
  } catch {
    // In a container the user may have no name.
    return hostname();
  }
}
