import { HaleError } from '@hale/core';
import type { Loaded } from './load.ts';
import { pathText, problemText } from './problem.ts';
import { conceal } from './secrets.ts';
import type { Settings } from './settings.ts';

/**
 * The settings of a configuration that has to be good.
 *
 * @throws HaleError `bad-input`, with the first problem
 */
export function requireSettings({ settings, problems, secrets }: Loaded): Settings {
  if (settings !== null) return settings;
  const [first, ...more] = problems;
  if (first === undefined) throw new Error('neither settings nor problems');
  throw new HaleError('bad-input', conceal(problemText(first), secrets), {
    path: pathText(first.path) || first.source,
    hint: `hale config check ${more.length === 0 ? 'says whether it is good' : `lists ${more.length} more`}.`,
  });
}
