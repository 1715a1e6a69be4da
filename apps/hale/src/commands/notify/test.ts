import type { JournalEntry } from '@hale/core';
import { EXIT } from '../../failure.ts';
import { printable } from '../../screen/text.ts';
import type { SettingsSession } from '../../session.ts';
import { requireDestination } from './destination.ts';
import { openDispatch } from './dispatch.ts';
import { adviceOn, wordsOf } from './outcome.ts';

/** `hale notify test DESTINATION`: a message now, and what the receiver made of it. */
export async function notifyTest(destination: string, session: SettingsSession): Promise<number> {
  const { io, json, paint, settings } = session;
  requireDestination(destination, settings.destinations);
  const { dispatch, close } = await openDispatch(session);
  try {
    const began = io.clock.monotonic();
    const { outcome, reply } = await dispatch.send(destination, trial(io.clock.now()), io.signal);
    io.signal.throwIfAborted();
    const tookMs = Math.round(io.clock.monotonic() - began);
    if (json) await io.stdout.write(`${JSON.stringify({ destination, outcome, reply, tookMs })}\n`);
    else {
      const well = outcome.kind === 'ok';
      const verdict = well ? paint('good', '✓ taken') : paint('problem', `✗ ${wordsOf(outcome)}`);
      const said =
        reply === null ? 'no answer' : `HTTP ${reply.status} ${printable(reply.text.trim())}`.trim();
      await io.stdout.write(`${destination}  ${verdict} in ${tookMs} ms\n  ${said}\n`);
      if (!well) await io.stdout.write(`  ${adviceOn(outcome)}\n`);
    }
    return outcome.kind === 'ok' ? EXIT.ok : EXIT.no;
  } finally {
    await close();
  }
}

/** Says of itself that nothing is wrong. */
function trial(at: number) {
  const entry: JournalEntry = {
    at,
    subject: 'container/hale-test',
    from: 'healthy',
    to: 'unhealthy',
    cause: 'health_status',
    epoch: 'test',
    seq: at,
    id: `test-${at}`,
    fromAt: at - 3_600_000,
    container: {
      id: '0'.repeat(64),
      name: 'hale-test',
      image: 'hale-test',
      project: null,
      service: null,
      createdAt: new Date(at - 3_600_000).toISOString(),
      exitCode: null,
      failingStreak: 3,
      output: 'This is a test, sent by: hale notify test. Nothing is wrong.',
    },
  };
  return { entry, ends: null, reminder: false, flapping: null };
}
