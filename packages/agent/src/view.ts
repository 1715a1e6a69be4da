import { type Condition, type Container, containerSubject, type Monitor, type Since } from '@hale/core';

/** One container as hale sees it now. */
export interface ContainerView {
  readonly subject: string;
  readonly condition: Condition;
  readonly since: Since | null;
  readonly container: Container;
  /** It goes up and down by turns, as far as whoever looks has watched. */
  readonly flapping: boolean;
}

/** `null`: nothing has been observed of it yet. */
export function viewOf({ container, condition, since }: Monitor): ContainerView | null {
  return condition && { subject: containerSubject(container), condition, since, container, flapping: false };
}
