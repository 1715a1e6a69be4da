import type { PositionedEntry } from '@hale/core';

/** A place in a journal, as a client keeps it: `<epoch>-<position>`. */
export interface EventCursor {
  readonly epoch: string;
  readonly position: number;
}

/** Far longer than any that is handed out. */
const MAX_CURSOR = 100;

export function cursorText({ position, entry }: PositionedEntry): string {
  return `${entry.epoch}-${position}`;
}

/** `null`: hale has never handed that out. */
export function parseCursor(text: string): EventCursor | null {
  if (text.length > MAX_CURSOR) return null;
  const [, epoch = '', digits = ''] = /^(.+)-([1-9]\d{0,14})$/.exec(text) ?? [];
  return epoch === '' ? null : { epoch, position: Number(digits) };
}
