import type { Container } from '@hale/core';

/** It has a process, paused or not. */
export function isRunning({ state }: Pick<Container, 'state'>): boolean {
  return state.status === 'running' || state.status === 'paused';
}
