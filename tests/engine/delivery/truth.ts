import type { Condition } from '@hale/core';
import type { Engine } from '../rig/index.ts';
import { type Cast, type Member, type Place, subjectOf } from './cast.ts';

interface State {
  readonly Status: Place;
  readonly ExitCode: number;
  readonly OOMKilled: boolean;
  readonly Health?: { readonly Status: Condition };
}

/** What there is to know of each subject that ever was: by the engine's own inspect and by the record of what was done, not by hale. */
export async function truthOf(engine: Engine, cast: Cast): Promise<ReadonlyMap<string, Condition>> {
  const truth = new Map<string, Condition>([...cast.subjects].map((subject) => [subject, 'removed']));
  for (const member of cast.members) {
    const { body } = await engine.call<{ State: State }>('GET', `/containers/${member.id}/json`);
    truth.set(subjectOf(member), conditionOf(body.State, member));
  }
  return truth;
}

/** For the few kinds of container of a play, and apart from hale's own rule. */
function conditionOf({ Status, ExitCode, OOMKilled, Health }: State, { role, end }: Member): Condition {
  if (Status === 'created' || Status === 'paused') return Status;
  if (role === 'looping') return 'looping';
  if (Status === 'running') return Health?.Status ?? 'running';
  // Nobody ended it: its dockerd was killed, and the next one ends what that has left running.
  if (end !== 'own' || ExitCode === 0) return 'stopped';
  return OOMKilled ? 'oom-killed' : 'crashed';
}
