import { type ErrorCode, HaleError } from '../error.ts';
import { MAX_API_VERSION, MIN_API_VERSION } from './api-version.ts';
import type { Call } from './call.ts';

/** Longest piece of the engine's own words in an error, in UTF-16 code units. */
export const MESSAGE_LIMIT = 500;

/** The error that a status of 300 or more stands for, with the engine's own words when it gave some. */
export function refusal(
  call: Pick<Call, 'method' | 'path' | 'allow'>,
  status: number,
  body: string,
): HaleError {
  const said = engineMessage(body);
  const what = `${call.method} ${call.path}: ${said ?? `answered with status ${status}`}`;
  const code = codeOf(status, said);
  return new HaleError(
    code,
    code === 'api-version' ? `${what} (hale speaks ${MIN_API_VERSION} to ${MAX_API_VERSION})` : what,
    {
      ...hintOf(code, status, call.allow),
    },
  );
}

function codeOf(status: number, said: string | null): ErrorCode {
  switch (status) {
    case 400:
      // The wire has no other mark for it than these words.
      return /client version \S+ is too (?:old|new)/i.test(said ?? '') ? 'api-version' : 'bad-input';
    case 401:
    case 403:
    case 405:
    case 407:
      return 'refused';
    case 404:
      return said === null ? 'protocol' : 'not-found';
    case 409:
      return 'conflict';
  }
  if (status < 400) return 'protocol';
  if (status < 500) return 'bad-input';
  // An engine that fails says so in JSON; a proxy that cannot reach it does not.
  return said === null && status >= 502 && status <= 504 ? 'unreachable' : 'engine';
}

function hintOf(code: ErrorCode, status: number, allow: string): { readonly hint?: string } {
  switch (code) {
    case 'refused':
      return {
        hint: `A socket proxy or an authorization plugin before the engine forbids it: allow it (${allow}).`,
      };
    case 'api-version':
      return { hint: 'Connect again: the engine was replaced by one of another version.' };
    case 'protocol':
      return { hint: 'Check that the address is the API of Docker or Podman, not of something before it.' };
    case 'unreachable':
      return {
        hint: `A proxy answers with ${status}, but the engine behind it does not: check that it runs.`,
      };
    default:
      return {};
  }
}

/** `message` of a JSON answer, as one printable line; `null` when the answer is not the engine's. */
function engineMessage(body: string): string | null {
  try {
    const answer: unknown = JSON.parse(body);
    if (typeof answer !== 'object' || answer === null || !('message' in answer)) return null;
    if (typeof answer.message !== 'string') return null;
    const line = answer.message
      .slice(0, 4 * MESSAGE_LIMIT)
      .replaceAll(/[\p{C}\p{Z}]+/gu, ' ')
      .trim();
    return line.length > MESSAGE_LIMIT ? `${line.slice(0, MESSAGE_LIMIT)}...` : line;
  } catch {
    return null;
  }
}
