import type { Clock, Http, Signal } from '@hale/core';

/**
 * One start of a process. Once it is killed, nothing that it waits for is ever answered: its code stops where it stands, as after
 * `kill -9`.
 */
export class Life {
  #alive = true;

  get alive(): boolean {
    return this.#alive;
  }

  kill(): void {
    this.#alive = false;
  }

  /** What is asked of the world outside. */
  async ask<T>(question: () => T | Promise<T>): Promise<T> {
    if (!this.#alive) return NEVER;
    try {
      const answer = await question();
      return this.#alive ? answer : await NEVER;
    } catch (error) {
      if (this.#alive) throw error;
      return NEVER;
    }
  }

  clock(world: Clock, wallOffsetMs: () => number): Clock {
    return {
      now: () => world.now() + wallOffsetMs(),
      monotonic: () => world.monotonic(),
      sleepUntil: (at: number, signal?: Signal) => this.ask(() => world.sleepUntil(at, signal)),
    };
  }

  http(network: Http): Http {
    return async (request) => {
      const response = await this.ask(() => network(request));
      return { ...response, body: this.#read(response.body) };
    };
  }

  async *#read(body: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array, void, undefined> {
    for await (const part of body) {
      if (!this.#alive) await NEVER;
      yield part;
    }
  }
}

const NEVER: Promise<never> = new Promise(() => undefined);
