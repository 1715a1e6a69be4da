import { HaleError } from './error.ts';
import { UNREAD_LIMIT_BYTES } from './http.ts';

/** Chunks received and not yet read at which a body fails: a chunk of one byte costs far more than a byte. */
export const UNREAD_LIMIT_CHUNKS = 65_536;

/** The body of an `HttpResponse`: takes every byte as it comes, and fails over its limit instead of slowing the sender. */
export class Body implements AsyncIterable<Uint8Array> {
  readonly #limitBytes: number;
  readonly #close: () => void;
  /** In the order of arrival. */
  #arrived: Uint8Array[] = [];
  /** The oldest last; refilled from `#arrived`, so that taking one never moves the others. */
  #next: Uint8Array[] = [];
  #unreadBytes = 0;
  #opened = false;
  #ended: { readonly error?: unknown } | undefined;
  #wake: (() => void) | undefined;

  /** `close` is called once at most: when the limit is passed, or when the reader leaves before the end. */
  constructor(close: () => void, limitBytes = UNREAD_LIMIT_BYTES) {
    this.#close = close;
    this.#limitBytes = limitBytes;
  }

  push(chunk: Uint8Array): void {
    if (this.#ended !== undefined || chunk.length === 0) return;
    this.#unreadBytes += chunk.length;
    const chunks = this.#arrived.push(chunk) + this.#next.length;
    if (this.#unreadBytes > this.#limitBytes || chunks > UNREAD_LIMIT_CHUNKS) {
      this.fail(tooLarge(this.#limitBytes));
      this.#close();
    }
    this.#wake?.();
  }

  /** The sender is done, or lost: what came is still given, then the error if there is one. */
  end(ended: { readonly error?: unknown } = {}): void {
    this.#ended ??= ended;
    this.#wake?.();
  }

  /** Nobody wants the rest: what is unread is dropped. */
  fail(error: unknown): void {
    if (this.#ended !== undefined) return;
    this.#arrived = [];
    this.#next = [];
    this.end({ error });
  }

  async *[Symbol.asyncIterator](): AsyncGenerator<Uint8Array, void, undefined> {
    if (this.#opened) throw new HaleError('bad-input', 'a response body can be read once', { path: 'body' });
    this.#opened = true;
    try {
      for (;;) {
        for (let chunk = this.#take(); chunk !== undefined; chunk = this.#take()) yield chunk;
        if (this.#ended !== undefined) break;
        await new Promise<void>((resolve) => {
          this.#wake = resolve;
        });
      }
      if ('error' in this.#ended) throw this.#ended.error;
    } finally {
      if (this.#ended === undefined) {
        this.fail(undefined);
        this.#close();
      }
    }
  }

  #take(): Uint8Array | undefined {
    if (this.#next.length === 0 && this.#arrived.length > 0) {
      this.#next = this.#arrived.toReversed();
      this.#arrived = [];
    }
    const chunk = this.#next.pop();
    if (chunk !== undefined) this.#unreadBytes -= chunk.length;
    return chunk;
  }
}

function tooLarge(limitBytes: number): HaleError {
  return new HaleError(
    'too-large',
    `over ${limitBytes} bytes, or ${UNREAD_LIMIT_CHUNKS} chunks, came unread`,
    {
      hint: 'Read the body as it comes, or allow more with unreadLimitBytes.',
    },
  );
}
