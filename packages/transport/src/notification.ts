import type { Delivery, Failure, JournalEntry } from '@hale/core';

/** What a receiver is to be told of one subject. */
export interface Notification {
  readonly entry: JournalEntry;
  /** The failure that this ends; `told: false`: the receiver never heard of it. */
  readonly ends: Failure | null;
  /** It was told before, and still holds. */
  readonly reminder: boolean;
}

/** Who tells. */
export interface Sender {
  /** The machine, as people call it. */
  readonly host: string;
  /** Of hale. */
  readonly version: string;
}

/** The newest that a delivery has to say. */
export function notificationOf({ want, told, open, unknown }: Delivery): Notification {
  const ends = open !== null && open.condition !== want.to ? open : null;
  return { entry: want, ends, reminder: told?.id === want.id && !unknown };
}

/** The same, with other output of its probe. */
export function withOutput(
  notification: Notification,
  change: (output: string) => string | null,
): Notification {
  const { entry } = notification;
  const { container } = entry;
  if (!container || container.output === null) return notification;
  return {
    ...notification,
    entry: { ...entry, container: { ...container, output: change(container.output) } },
  };
}
