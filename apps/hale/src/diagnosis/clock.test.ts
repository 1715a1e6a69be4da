import { expect, it } from 'vitest';
import { CLOCK_TOLERANCE_MS, judgeClock } from './clock.ts';

it.each([
  [0, 'fine', "in step with this machine's (0s apart)"],
  [-CLOCK_TOLERANCE_MS, 'fine', "in step with this machine's (2s apart)"],
  [CLOCK_TOLERANCE_MS + 1, 'warning', "the engine's is 2.001s ahead of this machine's"],
  [-90_000, 'warning', "the engine's is 1m30s behind this machine's"],
  [null, 'warning', 'the engine does not say what time it is'],
])('judges %j ms', (aheadMs, verdict, text) => {
  expect(judgeClock(aheadMs)).toMatchObject({ verdict, text });
});
