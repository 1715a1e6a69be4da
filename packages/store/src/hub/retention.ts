import { DAY_MS } from '@hale/core';

/** Entries of all agents together. */
export const FLEET_ROWS = 5_000_000;
/** As long as what they explain can be there. */
export const LOSS_MS = 30 * DAY_MS;
export const REJECTED_ROWS = 10_000;
/** A journal that comes back under a name is found out so long. */
export const CLOSED_EPOCH_MS = 30 * DAY_MS;
/** An agent sends the next part within seconds. */
export const PART_MS = 60 * 60 * 1_000;
/** Of one that is over: to be told what became of it. */
export const INVITATION_MS = DAY_MS;
