import { type Finding, HaleError } from '@hale/core';

/** How one probe went. */
export type ProbeOutcome = Verdict & Lasting;

export type Verdict =
  | { readonly kind: 'finding'; readonly finding: Finding }
  /** Nothing was found out about the container: it was paused, has ended, or the engine is out of reach. */
  | { readonly kind: 'void'; readonly reason: HaleError };

/** Whether the process of a probe has outlived it. */
export interface Lasting {
  /** `false`: it may still be there. */
  readonly ended: boolean;
  /** Resolves once it is certainly gone; at once if it has `ended`. Never rejects. */
  readonly gone: Promise<void>;
}

/** Of a probe without a process, or whose process is gone. */
export const ENDED: Lasting = { ended: true, gone: Promise.resolve() };

/** Of a probe whose container is not to be probed any more. */
export function calledOff(): Verdict {
  return { kind: 'void', reason: new HaleError('conflict', 'the check was called off') };
}
