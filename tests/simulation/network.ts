import { type Clock, HaleError, type Http, type HttpRequest, type HttpResponse } from '@hale/core';
import type { Chance } from './chance.ts';

/** What answers at the other end; `null`: nobody is there. */
export type Server = (request: Request) => Promise<Response> | null;

/** How bad the network is, as probabilities and milliseconds. */
export interface Weather {
  readonly loss: number;
  readonly duplicates: number;
  readonly delayMs: number;
}

export const FAIR: Weather = { loss: 0, duplicates: 0, delayMs: 20 };

type Arrived = (
  request: { readonly url: string; readonly body: string },
  status: number,
  answer: string,
) => void;

export interface NetworkCounts {
  messages: number;
  dropped: number;
  duplicated: number;
}

/** One way from a client to a server: slow, lossy, with requests that come twice or out of turn, and cut at times. */
export class Network {
  weather: Weather = FAIR;
  cut = false;
  readonly counts: NetworkCounts;
  readonly #clock: Clock;
  readonly #chance: Chance;
  readonly #server: Server;
  readonly #arrived: Arrived;

  constructor(parts: {
    readonly clock: Clock;
    readonly chance: Chance;
    readonly server: Server;
    readonly counts: NetworkCounts;
    /** Each request that the server has answered, whether the answer arrives or not. */
    readonly arrived?: Arrived;
  }) {
    this.#clock = parts.clock;
    this.#chance = parts.chance;
    this.#server = parts.server;
    this.#arrived = parts.arrived ?? (() => undefined);
    this.counts = parts.counts;
  }

  readonly http: Http = async (request) => {
    this.counts.messages += 1;
    await this.#delay();
    if (this.#isLost()) return this.#silence(request);
    if (this.#chance.happens(this.weather.duplicates)) {
      this.counts.duplicated += 1;
      void this.#later(request);
    }
    const answer = await this.#inTime(request);
    await this.#delay();
    return this.#isLost() ? this.#silence(request) : answer;
  };

  /** A server that dies over it never answers. */
  async #inTime(request: HttpRequest): Promise<HttpResponse> {
    const answered = new AbortController();
    try {
      return await Promise.race([
        this.#deliver(request),
        this.#silence({ ...request, signal: answered.signal }),
      ]);
    } finally {
      answered.abort(new HaleError('timeout', 'answered'));
    }
  }

  /** The same again, for nobody to hear the answer of. */
  async #later(request: HttpRequest): Promise<void> {
    for (let turns = this.#chance.between(1, 20); turns > 0; turns -= 1) await this.#delay();
    await this.#deliver(request).catch(() => undefined);
  }

  async #deliver({ url, method, headers = {}, body }: HttpRequest): Promise<HttpResponse> {
    const asked = new Request(url, {
      method,
      headers,
      ...(body !== undefined && { body: typeof body === 'string' ? body : new Uint8Array(body) }),
    });
    const serving = this.#server(asked);
    if (serving === null) throw new HaleError('unreachable', 'refused');
    const response = await serving;
    const text = await response.text();
    this.#arrived({ url, body: typeof body === 'string' ? body : '' }, response.status, text);
    return {
      status: response.status,
      headers: Object.fromEntries(response.headers),
      body: once(text),
    };
  }

  #isLost(): boolean {
    if (!this.cut && !this.#chance.happens(this.weather.loss)) return false;
    this.counts.dropped += 1;
    return true;
  }

  /** Nothing comes back until whoever has asked has had enough. */
  async #silence({ timeoutMs = 15_000, signal }: HttpRequest): Promise<never> {
    await this.#clock.sleepUntil(this.#clock.monotonic() + timeoutMs, signal);
    throw new HaleError('timeout', 'no answer');
  }

  #delay(): Promise<void> {
    const ms = Math.ceil(-Math.log(1 - this.#chance.random()) * this.weather.delayMs);
    return this.#clock.sleepUntil(this.#clock.monotonic() + ms);
  }
}

async function* once(text: string): AsyncGenerator<Uint8Array, void, undefined> {
  if (text !== '') yield new TextEncoder().encode(text);
}
