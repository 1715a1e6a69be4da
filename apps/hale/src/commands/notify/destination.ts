import { HaleError } from '@hale/core';

interface Named {
  readonly name: string;
}

/** @throws HaleError `not-found` where none of those that are known has this name */
export function requireDestination(destination: string, known: readonly Named[]): void {
  const names = new Set(known.map(({ name }) => name));
  if (names.has(destination)) return;
  throw new HaleError('not-found', `there is no destination ${JSON.stringify(destination)}`, {
    path: 'destination',
    hint:
      names.size === 0 ? 'The settings have none: hale config show.' : `There are: ${[...names].join(', ')}.`,
  });
}
