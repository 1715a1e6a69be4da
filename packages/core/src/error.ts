/**
 * What went wrong, as one closed set: callers switch on it.
 *
 * - `bad-input`: a value from outside (flag, setting, file, script) is not what was expected; `path` names it
 * - `unreachable`: nothing answers at the endpoint (no socket, refused, name not found, connection cut)
 * - `permission`: the socket is there and this user may not use it
 * - `tls`: no trusted, or no mutual, TLS session
 * - `timeout`: no answer in the time given
 * - `api-version`: the engine's API versions and hale's do not meet
 * - `protocol`: the answer is not what the API promises; `path` names the field
 * - `too-large`: an answer passed its limit
 * - `not-found`: the engine has no such object
 * - `conflict`: the object's state forbids the call (a paused container, say)
 * - `refused`: the engine, or a proxy before it, does not allow the call
 * - `engine`: the engine failed at the call
 * - `storage`: what hale remembers cannot be written or read (disk full, read-only, damaged); `path` names the file or the row
 * - `unsupported`: hale does not do this here
 */
export type ErrorCode =
  | 'bad-input'
  | 'unreachable'
  | 'permission'
  | 'tls'
  | 'timeout'
  | 'api-version'
  | 'protocol'
  | 'too-large'
  | 'not-found'
  | 'conflict'
  | 'refused'
  | 'engine'
  | 'storage'
  | 'unsupported';

export interface HaleErrorOptions {
  /** The field, flag or setting at fault, such as `State.StartedAt` or `DOCKER_HOST`. */
  readonly path?: string;
  /** One sentence that says what to do about it. */
  readonly hint?: string;
  readonly cause?: unknown;
}

/** The only error that hale throws on purpose. An aborted call throws its signal's reason instead. */
export class HaleError extends Error {
  override readonly name = 'HaleError';
  readonly code: ErrorCode;
  readonly path: string | undefined;
  readonly hint: string | undefined;

  constructor(code: ErrorCode, message: string, options: HaleErrorOptions = {}) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause });
    this.code = code;
    this.path = options.path;
    this.hint = options.hint;
  }
}
