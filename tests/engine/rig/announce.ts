import { engineNames, howToGet, whyMissing } from './installed.ts';

/** Vitest's globalSetup of the engine tests: says once a run, in one line, what will be skipped. */
export function setup(): void {
  const missing = engineNames.flatMap((name) => {
    const why = whyMissing(name);
    return why === undefined ? [] : [`${name} (${why})`];
  });
  if (missing.length > 0)
    process.stderr.write(`\nSKIPPED engines: ${missing.join(', ')}. Get them with: ${howToGet}\n\n`);
}
