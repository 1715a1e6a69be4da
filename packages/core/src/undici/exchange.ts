import type { Dispatcher } from 'undici';
import type { HttpRequest, HttpResponse } from '../http.ts';
import { Exchange } from '../system/exchange.ts';
import { type Dialable, labelOf } from './dialable.ts';
import { failure, plainOnTlsPort } from './failure.ts';

type Headers = Readonly<Record<string, string | string[] | undefined>>;

/** One request and its response, as undici's `dispatch` reports them. */
export class DispatchedExchange implements Dispatcher.DispatchHandler {
  readonly #to: Dialable;
  readonly #exchange: Exchange;
  #controller: Dispatcher.DispatchController | undefined;

  constructor(request: HttpRequest, to: Dialable) {
    this.#to = to;
    this.#exchange = new Exchange(request, labelOf(to), () => this.#cut());
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
    const misled = plainOnTlsPort(this.#to, status, headers);
    if (misled === undefined) this.#exchange.answer(status, joined(headers));
    else this.#exchange.giveUp(misled);
  }

  onResponseData(_controller: Dispatcher.DispatchController, chunk: Uint8Array): void {
    this.#exchange.push(chunk);
  }

  onResponseEnd(): void {
    this.#exchange.end();
  }

  onResponseError(_controller: Dispatcher.DispatchController | null, error: unknown): void {
    if (!this.#exchange.over) this.#exchange.lose(failure(error, this.#to, this.#exchange.phase));
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
