import { HaleError } from '../error.ts';

/** Longest name or id that hale asks an engine about. */
export const IDENTIFIER_LIMIT = 255;

const SHORT_ID_LENGTH = 12;
// Source: moby `RestrictedNameChars`; ids are hexadecimal and so fit too.
const PATTERN = /^[a-zA-Z0-9][a-zA-Z0-9_.-]*$/;

/** The name or id as it may stand in a request's path. Throws `bad-input` when it is neither. */
export function checkIdentifier(text: string, path: string): string {
  if (text.length <= IDENTIFIER_LIMIT && PATTERN.test(text)) return text;
  throw new HaleError('bad-input', `${path}: ${JSON.stringify(text.slice(0, 64))} is no name or id`, {
    path,
    hint: `Give a name or id of 1 to ${IDENTIFIER_LIMIT} letters, digits, "_", "." and "-" that starts with a letter or digit.`,
  });
}

/** As `docker ps` prints an id: what to call a container that has no name. */
export function shortId(id: string): string {
  return id.slice(0, SHORT_ID_LENGTH);
}
