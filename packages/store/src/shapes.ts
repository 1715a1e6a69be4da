import {
  CONDITIONS,
  type Condition,
  type DeadLetter,
  type Delivery,
  type DestinationState,
  type Flapping,
  type JournalEntry,
  type Monitor,
} from '@hale/core';

/**
 * Whether JSON from disk is what was once written: enough of a look to name the row that a flipped bit or a strange hand has spoilt.
 * That the tables fit this hale is for migrations to see to.
 */
export type Shape<T> = (value: unknown) => value is T;

export const isEntry: Shape<JournalEntry> = (value): value is JournalEntry =>
  isRecord(value) &&
  areTexts(value, ['epoch', 'id', 'subject', 'cause']) &&
  areNumbers(value, ['seq', 'at']) &&
  (value['fromAt'] === null || typeof value['fromAt'] === 'number') &&
  (value['from'] === null || isCondition(value['from'])) &&
  isCondition(value['to']) &&
  (value['host'] === undefined || typeof value['host'] === 'string') &&
  (value['container'] === undefined ||
    (isRecord(value['container']) && areTexts(value['container'], ['id', 'name', 'image'])));

export const isFlapping: Shape<Flapping> = (value): value is Flapping =>
  isRecord(value) &&
  areNumbers(value, ['ring']) &&
  [null, 'up', 'down'].some((was) => value['was'] === was) &&
  typeof value['flapping'] === 'boolean';

export const isMonitor: Shape<Monitor> = (value): value is Monitor => {
  if (!isRecord(value) || !isRecord(value['container'])) return false;
  const { container, condition } = value;
  return (
    areTexts(container, ['id', 'name', 'image', 'createdAt']) &&
    isRecord(container['state']) &&
    isRecord(container['labels']) &&
    isRecord(value['loop']) &&
    typeof value['inSight'] === 'boolean' &&
    typeof value['intent'] === 'string' &&
    (condition === null || isCondition(condition))
  );
};

/** Its version has a column. */
export type DeliveryBody = Omit<Delivery, 'version'>;

export const isDelivery: Shape<DeliveryBody> = (value): value is DeliveryBody =>
  isRecord(value) &&
  areTexts(value, ['destination', 'subject']) &&
  areNumbers(value, ['tier', 'attempts']) &&
  isEntry(value['want']) &&
  typeof value['unknown'] === 'boolean' &&
  typeof value['flapping'] === 'boolean' &&
  ['dueAt', 'leaseUntil'].every((name) => value[name] === null || typeof value[name] === 'number') &&
  ['told', 'open', 'failing', 'silenced'].every((name) => value[name] === null || isRecord(value[name]));

export type DestinationBody = Omit<DestinationState, 'version'>;

export const isDestination: Shape<DestinationBody> = (value): value is DestinationBody =>
  isRecord(value) &&
  areTexts(value, ['name', 'options']) &&
  isRecord(value['breaker']) &&
  (value['pace'] === null || isRecord(value['pace'])) &&
  (value['feed'] === null || (isRecord(value['feed']) && areNumbers(value['feed'], ['position'])));

export const isDeadLetter: Shape<DeadLetter> = (value): value is DeadLetter =>
  isRecord(value) &&
  areTexts(value, ['destination', 'code']) &&
  areNumbers(value, ['at']) &&
  isEntry(value['entry']);

type Members = Readonly<Record<string, unknown>>;

export function isRecord(value: unknown): value is Members {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

export function areTexts(value: Members, names: readonly string[]): boolean {
  return names.every((name) => typeof value[name] === 'string');
}

export function areNumbers(value: Members, names: readonly string[]): boolean {
  return names.every((name) => typeof value[name] === 'number');
}

const conditions: ReadonlySet<unknown> = new Set(CONDITIONS);

function isCondition(value: unknown): value is Condition {
  return conditions.has(value);
}
