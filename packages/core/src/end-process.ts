import type { Container } from './container.ts';

/**
 * Ends one process of a container, by its number on the engine's host, and waits until it is gone. It never touches a process that
 * is not of this container.
 *
 * - `ended`: it is gone
 * - `not-ours`: the container has no such process (any more)
 * - `impossible`: from here its processes cannot be seen or ended, or it outlives even KILL for now, as a frozen one does
 */
export type EndProcess = (
  pid: number,
  container: Pick<Container, 'id' | 'pid'>,
) => Promise<'ended' | 'not-ours' | 'impossible'>;
