import { type Delivery, type Failure, type JournalEntry, tellsFlapping } from '@hale/core';

/** What a receiver is to be told of one subject. */
export interface Notification {
  readonly entry: JournalEntry;
  /** The failure that this ends; `told: false`: the receiver never heard of it. */
  readonly ends: Failure | null;
  /** It was told before, and still holds. */
  readonly reminder: boolean;
  /** What is told is not the change but that the subject goes up and down by turns: its turns are not told. Or it has become steady. */
  readonly flapping: 'began' | 'ended' | null;
}

/** Who tells. */
export interface Sender {
  /** The machine, as people call it. */
  readonly host: string;
  /** Of hale. */
  readonly version: string;
}

/** The host that a change is of: on a hub, its agent's. */
export function hostOf({ host }: JournalEntry, sender: Sender): string {
  return host ?? sender.host;
}

/** The newest that a delivery has to say. */
export function notificationOf(delivery: Delivery): Notification {
  const { want, told, open, unknown } = delivery;
  if (tellsFlapping(delivery)) return { entry: want, ends: null, reminder: false, flapping: 'began' };
  const ends = open !== null && open.condition !== want.to ? open : null;
  if (told?.flapping) return { entry: want, ends, reminder: false, flapping: 'ended' };
  return { entry: want, ends, reminder: told?.id === want.id && !unknown, flapping: null };
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
