import { describe, expect, it } from 'vitest';
import { CONDITIONS } from '../condition.ts';
import { agentSubject, ENGINE_SUBJECT, FLEET_SUBJECT } from '../subject.ts';
import { anEntry } from '../testing/entry.ts';
import { isAbout, isFailure, isPassing, TOLD_BY_DEFAULT, tellAfterMs } from './tell.ts';

const AGENT = 'a1'.repeat(10);

describe('told by default', () => {
  it('are failures, each once it has lasted', () => {
    const told = CONDITIONS.map((to) => [
      to,
      tellAfterMs(anEntry(to, { subject: ENGINE_SUBJECT }), TOLD_BY_DEFAULT),
    ]);
    expect(Object.fromEntries(told.filter(([, afterMs]) => afterMs !== null))).toEqual({
      unhealthy: 0,
      'oom-killed': 0,
      looping: 0,
      crashed: 5_000,
      unknown: 60_000,
    });
  });

  it.each([
    [ENGINE_SUBJECT, 60_000],
    [agentSubject(AGENT, ENGINE_SUBJECT), 60_000],
    ['container/web', null],
    ['container/shop/web/1', null],
    [agentSubject(AGENT, 'container/web'), null],
    [agentSubject(AGENT), 0],
    [FLEET_SUBJECT, 0],
  ])('that %s is out of sight: after %s ms', (subject, afterMs) => {
    const entry = anEntry('unknown', { subject });
    expect(tellAfterMs(entry, TOLD_BY_DEFAULT)).toBe(afterMs);
    expect(tellAfterMs(entry, { afterMs: { crashed: 0 }, remindMs: null })).toBeNull();
  });

  it('are those of an agent and of its containers as those of this machine', () => {
    for (const subject of [agentSubject(AGENT), agentSubject(AGENT, 'container/web')]) {
      expect(tellAfterMs(anEntry('unhealthy', { subject }), TOLD_BY_DEFAULT)).toBe(0);
      expect(tellAfterMs(anEntry('stopped', { subject }), TOLD_BY_DEFAULT)).toBeNull();
    }
  });
});

it('a condition is a failure, on its way, or neither; never both', () => {
  expect(CONDITIONS.filter(isFailure)).toEqual(['unhealthy', 'oom-killed', 'looping', 'crashed', 'unknown']);
  expect(CONDITIONS.filter(isPassing)).toEqual(['restarting', 'starting', 'stopping']);
});

it('a destination is the subject of what says that it cannot be told', () => {
  const entry = anEntry('unhealthy', { subject: 'destination/ops', cause: 'delivery' });
  expect(isAbout(entry, 'ops')).toBe(true);
  expect(isAbout(entry, 'ops-2')).toBe(false);
  // An agent's destination is another than the hub's of that name.
  expect(isAbout({ ...entry, subject: agentSubject(AGENT, entry.subject) }, 'ops')).toBe(false);
});
