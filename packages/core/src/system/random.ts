import type { Random } from '../random.ts';

/** The platform's own generator: for jitter, never for secrets. */
export const systemRandom: Random = () => Math.random();
