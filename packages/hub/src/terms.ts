/** The shortest and the longest that an agent is asked to keep between two syncs. */
export const MIN_SYNC_MS = 15_000;
export const MAX_SYNC_MS = 120_000;
/** Syncs of all agents together that a hub asks for. */
const SYNCS_A_SECOND = 50;
const LEASE_SYNCS = 3;
const LEASE_EXTRA_MS = 10_000;

/** How often an agent should report, and after how long a silence it is missed. */
export interface Terms {
  readonly syncMs: number;
  readonly leaseMs: number;
}

/** The more agents there are, the less often each is asked to report. `least`: what the hub was told to ask for at least. */
export function termsFor(agents: number, least: number = MIN_SYNC_MS): Terms {
  const paced = Math.ceil((agents * 1_000) / SYNCS_A_SECOND);
  const syncMs = Math.min(Math.max(least, paced), Math.max(least, MAX_SYNC_MS));
  return { syncMs, leaseMs: leaseMsOf(syncMs) };
}

export function leaseMsOf(syncMs: number): number {
  return LEASE_SYNCS * syncMs + LEASE_EXTRA_MS;
}
