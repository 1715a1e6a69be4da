import type { Clock, Hash, Http, Log, Random } from '@hale/core';
import type { HubStore } from '@hale/store/hub';
import type { Destination, Sender } from '@hale/transport';

export interface HubOptions {
  readonly store: HubStore;
  /** To the receivers. */
  readonly internet: Http;
  readonly clock: Clock;
  readonly random: Random;
  readonly hash: Hash;
  /** 32 bytes that nobody can guess, in base64url: 43 characters. */
  readonly secret: () => string;
  readonly sender: Sender;
  readonly destinations?: readonly Destination[];
  /** Whether a probe's output may leave this machine, its secrets masked. Default true. */
  readonly output?: boolean;
  /** What agents are asked to keep between two syncs at least, in milliseconds. */
  readonly leastSyncMs?: number;
  /** Nobody else tells of what this store holds. Default true. */
  readonly alone?: boolean;
  readonly log?: Log;
}
