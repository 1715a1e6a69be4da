import type { Container } from './container.ts';
import type { EngineEvent } from './event.ts';
import type { Health } from './health.ts';
import type { Cause } from './transition.ts';

/** One fact with its time (epoch milliseconds of the engine's clock). */
export type Observation =
  | { readonly kind: 'event'; readonly event: EngineEvent }
  /** A fresh inspect. It knows more than any event before it. */
  | { readonly kind: 'inspected'; readonly at: number; readonly container: Container; readonly cause: Cause }
  /** The result of a check that hale runs itself, and what it has made of the container's health. */
  | { readonly kind: 'probed'; readonly at: number; readonly health: Health }
  /** The engine says that there is no such container any more. */
  | { readonly kind: 'gone'; readonly at: number; readonly cause: Cause }
  | { readonly kind: 'engine-lost'; readonly at: number }
  /** The event stream stands (again): from here on nothing is missed. */
  | { readonly kind: 'engine-found'; readonly at: number }
  | { readonly kind: 'time'; readonly at: number };
