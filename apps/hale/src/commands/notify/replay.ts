import { type DeadLetter, HaleError, type Outcome } from '@hale/core';
import type { AgentStore } from '@hale/store';
import { plural } from '../../diagnosis/finding.ts';
import { EXIT } from '../../failure.ts';
import { openRecords } from '../../records.ts';
import { shortName } from '../../screen/name.ts';
import { printable } from '../../screen/text.ts';
import type { Session } from '../../session.ts';
import { requireDestination } from './destination.ts';
import { openDispatch } from './dispatch.ts';
import { wordsOf } from './outcome.ts';

const MAX_LETTERS = 10_000;
/** The agent writes at the same time. */
const MAX_CONFLICTS = 20;

interface Replayed {
  readonly letter: DeadLetter;
  readonly outcome: Outcome;
}

/** `hale notify replay [DESTINATION]`: sends again what was given up, the oldest first, and forgets what is taken. */
export async function notifyReplay(destination: string | undefined, session: Session): Promise<number> {
  const { io, json, settings, paint } = session;
  if (destination !== undefined) requireDestination(destination, settings.destinations);
  const known = new Set(settings.destinations.map(({ name }) => name));
  const store = await openRecords(session);
  const { dispatch, close } = await openDispatch(session);
  const replayed: Replayed[] = [];
  try {
    const { dead } = await store.outstanding(MAX_LETTERS);
    const chosen = dead
      .filter((letter) => known.has(letter.destination))
      .filter((letter) => (destination ?? letter.destination) === letter.destination)
      .toSorted((a, b) => a.at - b.at);
    for (const letter of chosen) {
      const { outcome } = await dispatch.send(letter.destination, asItWas(letter), io.signal);
      io.signal.throwIfAborted();
      if (outcome.kind === 'ok') await forget(store, letter);
      replayed.push({ letter, outcome });
      if (json) continue;
      const verdict =
        outcome.kind === 'ok'
          ? paint('good', '✓ taken')
          : paint('problem', `✗ ${printable(wordsOf(outcome))}`);
      const what = `${shortName(letter.entry.subject)} ${letter.entry.to}`;
      await io.stdout.write(`${letter.destination}  ${printable(what)}  ${verdict}\n`);
    }
  } finally {
    await Promise.all([close(), store.close()]);
  }
  const taken = replayed.filter(({ outcome }) => outcome.kind === 'ok').length;
  const verdict =
    replayed.length === 0
      ? 'nothing was given up'
      : `${taken} of ${plural(replayed.length, 'message')} taken`;
  await io.stdout.write(
    json ? `${JSON.stringify({ taken, messages: replayed.map(record) })}\n` : `${verdict}\n`,
  );
  return taken === replayed.length ? EXIT.ok : EXIT.no;
}

/** What was told by hand may have to be taken back: the agent is to know that the receiver has heard of it. */
async function forget(store: AgentStore, letter: DeadLetter): Promise<void> {
  for (let tries = 0; tries < MAX_CONFLICTS; tries += 1) {
    const rows = await store.deliveries(letter.destination, [letter.entry.subject]);
    const heard = rows
      .filter(({ want }) => want.id === letter.entry.id)
      .map((row) => ({ ...row, unknown: true }));
    if (await store.save({ revived: [letter], deliveries: heard })) return;
  }
  throw new HaleError('conflict', 'a message was taken, and the agent was too busy to have it forgotten', {
    hint: 'It would be sent again by another replay.',
  });
}

function asItWas({ entry }: DeadLetter) {
  return { entry, ends: null, reminder: false, flapping: null };
}

function record({ letter: { destination, entry }, outcome }: Replayed): object {
  return {
    destination,
    subject: entry.subject,
    condition: entry.to,
    at: new Date(entry.at).toISOString(),
    outcome,
  };
}
