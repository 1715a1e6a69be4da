import { type Condition, type Container, containerSubject, type Monitor, type Since } from '@hale/core';

/** One container as hale sees it now. */
export interface ContainerView {
  readonly subject: string;
  readonly condition: Condition;
  readonly since: Since | null;
  readonly container: Container;
}

/** `null`: nothing has been observed of it yet. */
export function viewOf({ container, condition, since }: Monitor): ContainerView | null {
  return condition && { subject: containerSubject(container), condition, since, container };
}
