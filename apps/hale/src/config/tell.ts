import { CONDITIONS, type Condition, type TellRules, TOLD_BY_DEFAULT } from '@hale/core';
import type { TellSettings } from './schema.ts';

/** The rules of a destination: its own settings over those of all, those over hale's. */
export function tellRules(
  base: TellRules,
  {
    tell = {},
    remind,
  }: { readonly tell?: TellSettings | undefined; readonly remind?: number | null | undefined },
): TellRules {
  const afterMs: Partial<Record<Condition, number>> = {};
  for (const condition of CONDITIONS) {
    const ms = afterOf(condition, tell[condition], base);
    if (ms !== undefined) afterMs[condition] = ms;
  }
  return { afterMs, remindMs: remind === undefined ? base.remindMs : remind };
}

function afterOf(
  condition: Condition,
  setting: number | boolean | undefined,
  base: TellRules,
): number | undefined {
  if (setting === undefined) return base.afterMs[condition];
  if (typeof setting === 'number') return setting;
  return setting ? (base.afterMs[condition] ?? TOLD_BY_DEFAULT.afterMs[condition] ?? 0) : undefined;
}
