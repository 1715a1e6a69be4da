import { HaleError } from '../error.ts';

/** Docker 20.10 and Podman 4. */
export const MIN_API_VERSION = '1.41';
/** Docker 29.0: the first whose list tells health. Any engine from 20.10 to 29.7 speaks something in between. */
export const MAX_API_VERSION = '1.52';

const PATTERN = /^(\d{1,4})\.(\d{1,4})$/;

export function isApiVersion(text: string): boolean {
  return PATTERN.test(text);
}

/** Negative, zero or positive, as in a sort. 1.9 is below 1.41. */
export function compareApiVersions(a: string, b: string): number {
  const [majorA, minorA] = numbers(a);
  const [majorB, minorB] = numbers(b);
  return majorA - majorB || minorA - minorB;
}

/** The version to speak with an engine that knows at most `engineMax`. */
export function negotiate(engineMax: string): string {
  if (compareApiVersions(engineMax, MIN_API_VERSION) < 0)
    throw new HaleError(
      'api-version',
      `the engine speaks API ${engineMax} at most, hale speaks ${MIN_API_VERSION} to ${MAX_API_VERSION}`,
      { hint: 'Update the engine: hale needs Docker 20.10 or later, or Podman 4 or later.' },
    );
  return compareApiVersions(engineMax, MAX_API_VERSION) < 0 ? engineMax : MAX_API_VERSION;
}

function numbers(version: string): [number, number] {
  const match = PATTERN.exec(version);
  return match === null ? [0, 0] : [Number(match[1]), Number(match[2])];
}
