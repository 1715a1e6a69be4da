/** What the hub has found out itself of an agent, or of all of them. */
export interface OwnWord {
  readonly at: number;
  readonly subject: string;
  readonly to: string;
}

export interface LossBooks {
  /** In order. */
  readonly own: readonly OwnWord[];
  /** By subject, when the hub had just answered the agent. */
  readonly heardAt: ReadonlyMap<string, readonly number[]>;
  /** When the hub was started. */
  readonly hubStarts: readonly number[];
  readonly leaseMs: number;
}

/** A hub that has begun misses nobody for so long. */
const GRACE_LEASES = 2;
/** So much may go by between two clocks' readings of one moment. */
const SLACK_MS = 50;

/**
 * Of those that were called lost, how many ran all through their lease. A hub cannot tell: they did not get through to it, or had only
 * just begun and not tried yet.
 */
export function lostAlive(
  { own, leaseMs }: Pick<LossBooks, 'own' | 'leaseMs'>,
  lives: ReadonlyMap<string, { readonly startedAt: readonly number[]; readonly endedAt: readonly number[] }>,
): number {
  return own.filter(({ at, subject, to }) => {
    const life = lives.get(subject);
    if (to !== 'unknown' || life === undefined) return false;
    const began = lastBefore(life.startedAt, at - leaseMs);
    return began > lastBefore(life.endedAt, at);
  }).length;
}

/** Agents that were called lost without being it, twice for one loss, or for good. */
export function falseLosses({ own, heardAt, hubStarts, leaseMs }: LossBooks): readonly string[] {
  const wrong: string[] = [];
  const isLost = new Map<string, boolean>();
  for (const { at, subject, to } of own) {
    const lost = to === 'unknown';
    const before = isLost.get(subject) ?? false;
    isLost.set(subject, lost);
    if (!lost) continue;
    if (before) wrong.push(`${subject} is lost twice, the second time at ${at}`);
    if (at - lastBefore(hubStarts, at) < GRACE_LEASES * leaseMs - SLACK_MS)
      wrong.push(`${subject} is lost at ${at}, and the hub has only just begun`);
    const heard = heardAt.get(subject);
    const silentMs = at - lastBefore(heard ?? [], at);
    if (heard && silentMs < leaseMs - SLACK_MS)
      wrong.push(`${subject} is lost at ${at}, after ${silentMs} ms of silence`);
  }
  for (const [subject, lost] of isLost) if (lost) wrong.push(`${subject} is still lost`);
  return wrong;
}

function lastBefore(times: readonly number[], at: number): number {
  return times.findLast((time) => time <= at) ?? Number.NEGATIVE_INFINITY;
}
