import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import type { Random } from '@hale/core';

/** What a receiver does instead of taking a message and saying so. `lose` and `slow` take it all the same. */
const FAULTS = ['refuse', 'throttle', 'reset', 'lose', 'hang', 'slow'] as const;
export type Fault = (typeof FAULTS)[number];

/** A message that has been taken, whatever its sender was told. */
export interface Arrival {
  readonly path: string;
  readonly body: string;
  /** When its head came, by `performance.now()`. */
  readonly at: number;
}

/** Of all answers. */
const FAULTY = 0.4;
const LONGEST_HOLD_MS = 2_000;

/** A real HTTP server that plays receiver, and is as unreliable as one until it is mended. */
export class Receiver implements AsyncDisposable {
  readonly arrivals: Arrival[] = [];
  readonly played = new Map<Fault, number>();
  readonly #random: Random | null;
  readonly #server: Server;
  #mended = false;
  #blocked = false;

  private constructor(random: Random | null) {
    this.#random = random;
    this.#server = createServer((request, response) => void this.#take(request, response));
    this.#server.on('connection', (socket) => socket.on('error', () => undefined));
  }

  /** `random`: has it play faults. */
  static async open(random: Random | null = null): Promise<Receiver> {
    const receiver = new Receiver(random);
    await new Promise<void>((resolve) => receiver.#server.listen(0, '127.0.0.1', resolve));
    return receiver;
  }

  url(path: string): string {
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}${path}`;
  }

  /** Bodies in the order of their arrival. */
  bodies(path: string): readonly string[] {
    return this.arrivals.filter((arrival) => arrival.path === path).map(({ body }) => body);
  }

  /** From now on it is reliable. */
  mend(): void {
    this.#mended = true;
  }

  /** Takes connections, and neither reads nor answers. */
  block(): void {
    this.#blocked = true;
  }

  /** Those who wait lose their connections. */
  unblock(): void {
    this.#blocked = false;
    this.#server.closeAllConnections();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#server.closeAllConnections();
    await new Promise((resolve) => this.#server.close(resolve));
  }

  async #take(request: IncomingMessage, response: ServerResponse): Promise<void> {
    if (this.#blocked) return;
    const at = performance.now();
    const fault = this.#draw();
    if (fault) this.played.set(fault, (this.played.get(fault) ?? 0) + 1);
    if (fault === 'reset') return void request.socket.destroy();
    const holdMs = (this.#random?.() ?? 0) * LONGEST_HOLD_MS;
    // Its sender may die in the middle of it.
    const body = await text(request).catch(() => null);
    if (body === null) return;
    const keep = (): void => void this.arrivals.push({ path: request.url ?? '', body, at });
    switch (fault) {
      case 'refuse':
        return void response.writeHead(500).end('not now');
      case 'throttle':
        return void response.writeHead(429, { 'retry-after': '1' }).end('rate_limited');
      case 'hang':
        return void setTimeout(() => request.socket.destroy(), holdMs);
      case 'lose':
        keep();
        return void request.socket.destroy();
      case 'slow':
        keep();
        return void setTimeout(() => response.end('ok'), holdMs);
      case null:
        keep();
        response.end('ok');
    }
  }

  #draw(): Fault | null {
    if (this.#random === null || this.#mended || this.#random() >= FAULTY) return null;
    return FAULTS[Math.floor(this.#random() * FAULTS.length)] ?? null;
  }
}
