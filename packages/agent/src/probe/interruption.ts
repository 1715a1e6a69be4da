import { type Container, HaleError, type Signal } from '@hale/core';
import { type Engine, inspect } from '@hale/core/docker';

/**
 * Why a probe of this run of the container says nothing about it: the run has ended or is paused, or the engine does not tell.
 * `null` if it goes on.
 */
export async function interruption(
  engine: Engine,
  { id, state: { startedAt } }: Container,
  signal?: Signal,
): Promise<HaleError | null> {
  try {
    const { state } = await inspect(engine, id, { ...(signal && { signal }) });
    if (state.status === 'running' && state.startedAt === startedAt) return null;
    const now = state.status === 'running' ? 'started again' : state.status;
    return new HaleError('conflict', `the container was ${now} while it was checked`);
  } catch (error) {
    if (error instanceof HaleError) return error;
    throw error;
  }
}

/** Whether this run of the container has ended, and with it all of its processes. Throws where the engine does not tell. */
export async function isRunOver(engine: Engine, { id, state: { startedAt } }: Container): Promise<boolean> {
  try {
    const { state } = await inspect(engine, id);
    return state.startedAt !== startedAt || !(state.status === 'running' || state.status === 'paused');
  } catch (error) {
    if (error instanceof HaleError && error.code === 'not-found') return true;
    throw error;
  }
}
