import type { Reason, Status } from '@hale/api';
import type { HubStore } from '@hale/store/hub';
import type { DestinationView } from '@hale/transport';
import { type Census, MAX_SKEW_MS, type Several, takeCensus } from './census.ts';

/** For so long entries that could not be understood are worth a word. */
export const REJECTED_WITHIN_MS = 60 * 60_000;

export interface Surroundings {
  /** Why what came last could not be written; `null`: it could. */
  readonly failure: string | null;
  /** What keeps the hub from its work, a sentence each. */
  readonly troubles: readonly string[];
  readonly destinations: readonly Pick<DestinationView, 'name' | 'breaker'>[];
  /** For how long no entry was rejected; `null`: none ever was. */
  readonly rejectedAgoMs: number | null;
}

/** Whether a hub can be relied on. */
export function statusOf(census: Census, around: Surroundings): Status {
  const { failure, troubles, destinations, rejectedAgoMs } = around;
  const failures =
    failure === null ? [] : [reason('fail', 'store', `what agents report cannot be written: ${failure}`)];
  const { lost, conflicts, skewed } = census;
  const untold = destinations.flatMap(({ name, breaker }) => {
    if (breaker === null) return [];
    if (breaker.disabled !== null) return [`${name} cannot be told: ${breaker.disabled}`];
    return breaker.openUntil === null ? [] : [`${name} does not take messages now`];
  });
  const warnings = [
    ...troubles.map((message) => reason('warn', 'hub', message)),
    ...of(lost, (hosts, are) => `${are} lost: ${hosts}`),
    ...of(conflicts, (hosts) => `two processes report as one agent: ${hosts}`),
    ...of(skewed, (hosts) => `the clock is more than ${MAX_SKEW_MS / 1_000} s wrong: ${hosts}`),
    ...(rejectedAgoMs !== null && rejectedAgoMs < REJECTED_WITHIN_MS
      ? [reason('warn', 'agent', 'an agent has sent entries that cannot be understood')]
      : []),
    ...untold.map((message) => reason('warn', 'destination', message)),
  ];
  const status = failures.length > 0 ? 'fail' : warnings.length > 0 ? 'warn' : 'pass';
  return { status, reasons: [...failures, ...warnings] };
}

/** The same of one that looks into its store; a store that cannot be read says enough. */
export async function hubStatus(
  store: Pick<HubStore, 'agents'>,
  around: Surroundings & { readonly now: number },
): Promise<Status> {
  try {
    return statusOf(await takeCensus(store, around.now), around);
  } catch (error) {
    return unreadable(error);
  }
}

/** Whether it can serve: it has its store. */
export async function readiness(store: Pick<HubStore, 'hub'>): Promise<Status> {
  try {
    await store.hub();
    return { status: 'pass', reasons: [] };
  } catch (error) {
    return unreadable(error);
  }
}

function unreadable(error: unknown): Status {
  const message = error instanceof Error ? error.message : String(error);
  return { status: 'fail', reasons: [reason('fail', 'store', `the store cannot be read: ${message}`)] };
}

function of({ count, first }: Several, say: (hosts: string, are: string) => string): readonly Reason[] {
  if (count === 0) return [];
  const rest = count - first.length;
  const hosts = `${first.join(', ')}${rest > 0 ? ` and ${rest} more` : ''}`;
  return [reason('warn', 'agent', say(hosts, count === 1 ? 'an agent is' : `${count} agents are`))];
}

function reason(level: Reason['level'], about: Reason['about'], message: string): Reason {
  return { level, about, message };
}
