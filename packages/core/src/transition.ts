import type { Condition } from './condition.ts';
import type { EventAction } from './event.ts';
import type { TransitionContainer } from './transition-container.ts';

/**
 * Why a condition changed.
 *
 * - an engine's event, by its action
 * - `baseline`: hale has just begun to look
 * - `inspect`: a closer look after an event showed more than the event said
 * - `probe`: the result of a check that hale runs itself
 * - `reconcile`: hale missed the event and found the difference later
 * - `engine-lost`, `engine-found`: the engine went out of sight, or came back
 * - `time`: nothing happened for long enough
 * - `delivery`: of a destination, what came of telling it
 *
 * On a hub, of an agent:
 *
 * - `lease`: it has not been heard of for too long
 * - `sync`: it is heard of, again
 * - `bye`: it has said that it ends
 * - `rival`: two processes go by its identity
 * - `revoke`: it may report no more
 *
 * And of a subject that an agent has told of: `snapshot`, the agent knows it no more.
 */
export type Cause =
  | EventAction
  | 'baseline'
  | 'inspect'
  | 'probe'
  | 'reconcile'
  | 'engine-lost'
  | 'engine-found'
  | 'time'
  | 'delivery'
  | 'lease'
  | 'sync'
  | 'bye'
  | 'rival'
  | 'revoke'
  | 'snapshot';

/** The record of one change of condition. */
export interface Transition {
  /** Epoch milliseconds of the engine's clock; the best known time where hale came late. */
  readonly at: number;
  readonly subject: string;
  /** `null`: hale knew nothing of it before. */
  readonly from: Condition | null;
  readonly to: Condition;
  readonly cause: Cause;
  /** Of a container. */
  readonly container?: TransitionContainer;
}
