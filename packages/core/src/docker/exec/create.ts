import * as z from 'zod';
import type { Signal } from '../../signal.ts';
import { call } from '../call.ts';
import type { Engine } from '../engine.ts';
import { checkIdentifier } from '../identifier.ts';

export interface CreateExecOptions {
  /** Program and arguments, as they are: no shell. */
  readonly cmd: readonly string[];
  readonly signal?: Signal;
}

const answer = z.object({ Id: z.string().min(1) });

/**
 * `POST /containers/{id}/exec`, with the user, folder and environment of the container, which is what its own health check would
 * get. Nothing runs yet. Gives the id of the exec.
 *
 * @throws HaleError `conflict` for a container that is paused or has no process, `not-found`, `bad-input`, and the errors of any call
 */
export async function createExec(
  engine: Engine,
  container: string,
  options: CreateExecOptions,
): Promise<string> {
  const { cmd, signal } = options;
  const path = `/containers/${checkIdentifier(container, 'container')}/exec`;
  const json = { Cmd: cmd, AttachStdout: true, AttachStderr: true };
  const request = {
    method: 'POST',
    path,
    json,
    allow: 'EXEC=1 and POST=1',
    ...(signal && { signal }),
  } as const;
  return (await call(engine, request, answer)).Id;
}
