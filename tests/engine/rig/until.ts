import { setTimeout as delay } from 'node:timers/promises';

const pauseMs = 10;

type Look<T> = T | false | undefined;

/**
 * Looks again and again until `look` gives something other than undefined or false, and returns that. Only for what a real
 * process does in its own time. Fails after `withinMs` with `what`, and with the error of the last look if that threw.
 */
export async function until<T>(
  what: string,
  look: () => Look<T> | Promise<Look<T>>,
  withinMs = 15_000,
): Promise<T> {
  const deadline = performance.now() + withinMs;
  for (;;) {
    let cause: unknown;
    try {
      const seen = await look();
      if (seen !== undefined && seen !== false) return seen;
    } catch (error) {
      cause = error;
    }
    if (performance.now() > deadline) throw new Error(`not within ${withinMs} ms: ${what}`, { cause });
    await delay(pauseMs);
  }
}
