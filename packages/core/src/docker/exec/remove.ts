import { HaleError } from '../../error.ts';
import type { Signal } from '../../signal.ts';
import { discard, send } from '../call.ts';
import type { Engine } from '../engine.ts';
import { checkIdentifier } from '../identifier.ts';

/** Podman asks the process to end, and only after the container's stop timeout makes it. It answers after that. */
export const REMOVE_TIMEOUT_MS = 60_000;

/**
 * `POST /libpod/exec/{id}/remove`, forced: ends the process of an exec, and forgets the exec. Newer Podmans have it; 4.3 and Docker
 * do not.
 *
 * @throws HaleError `unsupported` where there is no such call, `not-found` for an exec that is no more, and the errors of any call
 */
export async function removeExec(
  engine: Engine,
  exec: string,
  options: { readonly signal?: Signal } = {},
): Promise<void> {
  const path = `/libpod/exec/${checkIdentifier(exec, 'exec')}/remove`;
  if (engine.kind !== 'podman') throw unsupported();
  const request = { method: 'POST', path, json: { Force: true }, allow: 'EXEC=1 and POST=1' } as const;
  try {
    await discard(await send(engine, { ...request, timeoutMs: REMOVE_TIMEOUT_MS, ...options }));
  } catch (error) {
    // A path that Podman does not know is answered in plain text.
    if (error instanceof HaleError && error.code === 'protocol') throw unsupported(error);
    throw error;
  }
}

function unsupported(cause?: unknown): HaleError {
  return new HaleError('unsupported', 'this engine has no call that ends an exec', { cause });
}
