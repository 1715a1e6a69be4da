import type { Container, EngineEvent, Health, ListedContainer, Monitor, Transition } from '@hale/core';

/** What comes in. Times are epoch milliseconds of the engine's clock. */
export type FleetInput =
  /**
   * `streaming`: every event from now on comes in; otherwise the shell only looks now and then. `asksTold`: among them every
   * request to stop.
   */
  | {
      readonly kind: 'connected';
      readonly at: number;
      readonly streaming: boolean;
      readonly asksTold: boolean;
    }
  | { readonly kind: 'lost'; readonly at: number }
  | { readonly kind: 'event'; readonly event: EngineEvent }
  /** Events may have been missed, or a minute has passed. */
  | { readonly kind: 'reconcile' }
  | { readonly kind: 'listed'; readonly containers: readonly ListedContainer[] }
  /** The answer to an inspect; `null`: there is no such container. */
  | {
      readonly kind: 'inspected';
      readonly id: string;
      readonly at: number;
      readonly container: Container | null;
    }
  | { readonly kind: 'uninspected'; readonly id: string }
  /** The result of a check that hale runs itself, and what it has made of the container's health. */
  | { readonly kind: 'probed'; readonly id: string; readonly at: number; readonly health: Health }
  /** There may be more to see of it than the stream tells. */
  | { readonly kind: 'doubted'; readonly id: string }
  | { readonly kind: 'time'; readonly at: number };

/** What it asks its shell to do. The answer to each comes back as an input. */
export type FleetCommand = { readonly kind: 'list' } | { readonly kind: 'inspect'; readonly id: string };

export interface FleetStep {
  /** When the step was taken, as far as the fleet knows; epoch milliseconds of the engine's clock. */
  readonly at: number;
  readonly transitions: readonly Transition[];
  readonly commands: readonly FleetCommand[];
  /** Every monitor that this step has touched, as it is now. */
  readonly monitors: readonly Monitor[];
  /** Ids of the containers that are no more. */
  readonly forgotten: readonly string[];
  readonly engineLost: boolean;
}

/** What a fleet of an earlier process believed. */
export interface RememberedFleet {
  readonly engineLost: boolean;
  readonly monitors: readonly Monitor[];
}
