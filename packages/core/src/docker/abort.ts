import type { Signal } from '../signal.ts';

export interface Aborter {
  readonly signal: Signal;
  abort(reason: unknown): void;
  /** The outer signal is heard no more. */
  release(): void;
}

/** Aborts with the outer signal, and by itself. */
export function abortWith(outer: Signal | undefined): Aborter {
  const controller = new AbortController();
  const follow = (): void => controller.abort(outer?.reason);
  if (outer?.aborted) follow();
  else outer?.addEventListener('abort', follow, { once: true });
  return {
    signal: controller.signal,
    abort: (reason) => controller.abort(reason),
    release: () => outer?.removeEventListener('abort', follow),
  };
}
