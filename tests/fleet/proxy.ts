import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Server, type Socket } from 'node:net';
import type { Random } from '@hale/core';
import { HttpMessages, type Message } from './http-messages.ts';

/**
 * What a network does. `cut`: every connection breaks. `mute`: those of now stay open, and nothing comes through any more. `delay`: what is
 * sent takes its time. `swallow`: answers get lost on their way back, with their connections.
 */
export const NETWORK_FAULTS = ['cut', 'mute', 'delay', 'swallow'] as const;
export type NetworkFault = (typeof NETWORK_FAULTS)[number];

const LONGEST_DELAY_MS = 400;

type Exchanged = (request: Message, answer: Message) => void;

interface Link {
  readonly agent: Socket;
  readonly hub: Socket;
  muted: boolean;
}

/** Stands between agents and their hub, on this machine, and reads along. */
export class Proxy {
  readonly #server: Server;
  readonly #target: number;
  readonly #random: Random;
  readonly #exchanged: Exchanged;
  readonly #links = new Set<Link>();
  #fault: 'delay' | 'swallow' | null = null;

  private constructor(target: number, random: Random, exchanged: Exchanged) {
    this.#target = target;
    this.#random = random;
    this.#exchanged = exchanged;
    this.#server = createServer((agent) => this.#join(agent));
  }

  /** `target`: the port of the hub. `exchanged`: told of each answer once the hub has sent it. */
  static async open(target: number, random: Random, exchanged: Exchanged): Promise<Proxy> {
    const proxy = new Proxy(target, random, exchanged);
    proxy.#server.listen(0, '127.0.0.1');
    await once(proxy.#server, 'listening');
    return proxy;
  }

  get url(): string {
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  play(fault: NetworkFault): void {
    if (fault === 'cut') for (const { agent } of this.#links) agent.destroy();
    else if (fault === 'mute') for (const link of this.#links) link.muted = true;
    else this.#fault = fault;
  }

  /** What is muted stays so, until somebody gives it up. */
  mend(): void {
    this.#fault = null;
  }

  async close(): Promise<void> {
    for (const { agent } of this.#links) agent.destroy();
    this.#server.close();
    await once(this.#server, 'close');
  }

  #join(agent: Socket): void {
    const hub = connect(this.#target, '127.0.0.1');
    const link: Link = { agent, hub, muted: false };
    this.#links.add(link);
    const asked: Message[] = [];
    const requests = new HttpMessages((request) => asked.push(request));
    const answers = new HttpMessages((answer) => {
      const request = asked.shift();
      if (request) this.#exchanged(request, answer);
      if (this.#fault === 'swallow') end();
    });
    const end = (): void => {
      this.#links.delete(link);
      agent.destroy();
      hub.destroy();
    };
    const toHub = this.#carrier(link, hub);
    const toAgent = this.#carrier(link, agent);
    agent.on('data', (chunk: Buffer) => {
      requests.push(chunk);
      toHub(chunk);
    });
    hub.on('data', (chunk: Buffer) => {
      answers.push(chunk);
      toAgent(chunk);
    });
    // To whoever is muted the end does not come through either.
    const hubEnded = (): void => {
      if (!link.muted) end();
    };
    agent.on('error', end).on('close', end);
    hub.on('error', hubEnded).on('close', hubEnded);
  }

  /** In order, whatever it takes. */
  #carrier(link: Link, to: Socket): (chunk: Buffer) => void {
    let last = Promise.resolve();
    return (chunk) => {
      const delayMs = this.#fault === 'delay' ? this.#random() * LONGEST_DELAY_MS : 0;
      last = last.then(async () => {
        if (delayMs > 0) await new Promise((resolve) => setTimeout(resolve, delayMs));
        if (!link.muted && !to.destroyed) to.write(chunk);
      });
    };
  }
}
