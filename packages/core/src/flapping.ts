import type { Condition } from './condition.ts';
import { standing } from './journal/days.ts';

/** How often a subject has gone down and up of late: plain JSON. Source of the rule: Icinga 2. */
export interface Flapping {
  /** The last {@link LOOKS} looks, the newest in the lowest bit; set where it went down or up. */
  readonly ring: number;
  /** As it was at the last look that told. */
  readonly was: 'up' | 'down' | null;
  readonly flapping: boolean;
}

export const STEADY: Flapping = { ring: 0, was: null, flapping: false };

/** Looks that count. Not time: what is looked at rarely cannot be seen to flap. */
export const LOOKS = 20;
/** Percent of the weight of all looks: above the one it begins to flap, at the other or below it has ended. */
export const FLAPPING_ABOVE = 30;
export const STEADY_AT = 25;

const OLDEST_WEIGHT = 80;
const WEIGHT_STEP = 2;

/** One more look at it, whether or not anything has changed. What neither is up nor down, a redeploy for one, says nothing. */
export function lookAgain(before: Flapping, condition: Condition): Flapping {
  const is = standing(condition);
  if (is !== 'up' && is !== 'down') return before;
  const turned = before.was !== null && before.was !== is;
  const ring = ((before.ring << 1) | Number(turned)) % 2 ** LOOKS;
  const score = scoreOf(ring);
  return { ring, was: is, flapping: before.flapping ? score > STEADY_AT : score > FLAPPING_ABOVE };
}

/** In percent. Whole numbers all the way: the bounds are exact. */
function scoreOf(ring: number): number {
  let sum = 0;
  for (let age = 0; age < LOOKS; age += 1)
    if (ring & (1 << age)) sum += OLDEST_WEIGHT + WEIGHT_STEP * (LOOKS - 1 - age);
  return sum / LOOKS;
}
