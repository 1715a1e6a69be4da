import { Body } from '../body.ts';
import { HaleError } from '../error.ts';
import { HEADERS_TIMEOUT_MS, type HttpRequest, type HttpResponse } from '../http.ts';
import { LONGEST_TIMER_MS } from './clock.ts';

/** What an exchange waits for. */
export type Phase = 'head' | 'body';

/** The life of one request: its signal, its deadlines and its body, whatever carries the bytes. */
export class Exchange {
  readonly response: Promise<HttpResponse>;
  readonly #request: HttpRequest;
  readonly #label: string;
  readonly #cut: () => void;
  readonly #startedAt = performance.now();
  #resolve!: (response: HttpResponse) => void;
  #reject!: (reason: unknown) => void;
  #body: Body | undefined;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #over = false;

  /** `cut` frees the connection once nobody waits for the rest. */
  constructor(request: HttpRequest, label: string, cut: () => void) {
    this.#request = request;
    this.#label = label;
    this.#cut = cut;
    this.response = new Promise((resolve, reject) => {
      this.#resolve = resolve;
      this.#reject = reject;
    });
    const { signal, headersTimeoutMs = HEADERS_TIMEOUT_MS, timeoutMs = headersTimeoutMs } = request;
    signal?.addEventListener('abort', this.#onAbort, { once: true });
    this.#expect(Math.min(headersTimeoutMs, timeoutMs));
  }

  get over(): boolean {
    return this.#over;
  }

  get phase(): Phase {
    return this.#body === undefined ? 'head' : 'body';
  }

  answer(status: number, headers: Readonly<Record<string, string>>): void {
    if (this.#over) return;
    const { timeoutMs, headersTimeoutMs = HEADERS_TIMEOUT_MS, unreadLimitBytes } = this.#request;
    if (timeoutMs === undefined || timeoutMs > headersTimeoutMs) {
      clearTimeout(this.#timer);
      if (timeoutMs !== undefined) this.#expect(timeoutMs);
    }
    this.#body = new Body(this.#onBodyClosed, unreadLimitBytes);
    this.#resolve({ status, headers, body: this.#body });
  }

  push(chunk: Uint8Array): void {
    this.#body?.push(chunk);
  }

  end(): void {
    this.#finish();
    this.#body?.end();
  }

  /** The carrier failed. The reader still gets what came before. */
  lose(error: HaleError): void {
    if (this.#over) return;
    this.#finish();
    if (this.#body === undefined) this.#reject(error);
    else this.#body.end({ error });
  }

  giveUp(reason: unknown): void {
    if (this.#over) return;
    this.#finish();
    if (this.#body === undefined) this.#reject(reason);
    else this.#body.fail(reason);
    this.#cut();
  }

  #expect(withinMs: number): void {
    const left = Math.max(0, withinMs - (performance.now() - this.#startedAt));
    this.#timer = setTimeout(this.#onTimeout, Math.min(left, LONGEST_TIMER_MS), withinMs);
  }

  readonly #onTimeout = (withinMs: number): void => {
    const missing = this.#body === undefined ? 'no answer' : 'no end of the answer';
    this.giveUp(new HaleError('timeout', `${this.#label}: ${missing} within ${withinMs} ms`));
  };

  readonly #onAbort = (): void => this.giveUp(this.#request.signal?.reason);

  readonly #onBodyClosed = (): void => {
    this.#finish();
    this.#cut();
  };

  #finish(): void {
    this.#over = true;
    clearTimeout(this.#timer);
    this.#request.signal?.removeEventListener('abort', this.#onAbort);
  }
}
