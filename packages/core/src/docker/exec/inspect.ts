import * as z from 'zod';
import type { Signal } from '../../signal.ts';
import { call } from '../call.ts';
import type { Engine } from '../engine.ts';
import { checkIdentifier } from '../identifier.ts';

export interface ExecState {
  readonly running: boolean;
  /** `null` until the process has ended. */
  readonly exitCode: number | null;
  /** In the engine host's numbering; 0 before the start, and on Podman after the end too. */
  readonly pid: number;
}

const answer = z.object({
  Running: z.boolean(),
  ExitCode: z.int().nullish(),
  Pid: z.int().nullish(),
  CanRemove: z.boolean().nullish(),
});

/** `GET /exec/{id}/json`. The engine forgets an exec some minutes after its end: then `not-found`. */
export async function inspectExec(
  engine: Engine,
  exec: string,
  options: { readonly signal?: Signal } = {},
): Promise<ExecState> {
  const path = `/exec/${checkIdentifier(exec, 'exec')}/json`;
  const said = await call(engine, { method: 'GET', path, allow: 'EXEC=1', ...options }, answer);
  // Podman says 0 before the start and while it runs, and only of an exec that has ended that it could be removed.
  const ended = !said.Running && (engine.kind === 'docker' || said.CanRemove === true);
  return { running: said.Running, exitCode: ended ? (said.ExitCode ?? null) : null, pid: said.Pid ?? 0 };
}
