import type { Dispatcher } from 'undici';
import type { HaleError } from '../error.ts';
import type { HttpRequest, HttpResponse } from '../http.ts';
import { Exchange, type Phase } from '../system/exchange.ts';

type Headers = Readonly<Record<string, string | string[] | undefined>>;

/** Whom an exchange is with: how errors name it, and what went wrong when it fails. */
export interface Peer {
  readonly label: string;
  failure(error: unknown, phase: Phase): HaleError;
  /** An answer that says something else than it seems to. */
  misread?(status: number, headers: Headers): HaleError | undefined;
}

/** One request and its response, as undici's `dispatch` reports them. */
export class DispatchedExchange implements Dispatcher.DispatchHandler {
  readonly #peer: Peer;
  readonly #exchange: Exchange;
  #controller: Dispatcher.DispatchController | undefined;

  constructor(request: HttpRequest, peer: Peer) {
    this.#peer = peer;
    this.#exchange = new Exchange(request, peer.label, () => this.#cut());
  }

  get response(): Promise<HttpResponse> {
    return this.#exchange.response;
  }

  onRequestStart(controller: Dispatcher.DispatchController): void {
    this.#controller = controller;
    if (this.#exchange.over) this.#cut();
  }

  onResponseStart(_controller: Dispatcher.DispatchController, status: number, headers: Headers): void {
    if (status < 200) return;
    const misread = this.#peer.misread?.(status, headers);
    if (misread === undefined) this.#exchange.answer(status, joined(headers));
    else this.#exchange.giveUp(misread);
  }

  onResponseData(_controller: Dispatcher.DispatchController, chunk: Uint8Array): void {
    this.#exchange.push(chunk);
  }

  onResponseEnd(): void {
    this.#exchange.end();
  }

  onResponseError(_controller: Dispatcher.DispatchController | null, error: unknown): void {
    if (!this.#exchange.over) this.#exchange.lose(this.#peer.failure(error, this.#exchange.phase));
  }

  /** A request that still waits for a connection has no controller yet: it is cut when its turn comes. */
  #cut(): void {
    this.#controller?.abort(new Error('nobody waits for this exchange any more'));
  }
}

function joined(headers: Headers): Record<string, string> {
  const fields: Record<string, string> = {};
  for (const name in headers) {
    const value = headers[name];
    if (value !== undefined && name !== '__proto__')
      fields[name] = typeof value === 'string' ? value : value.join(', ');
  }
  return fields;
}
