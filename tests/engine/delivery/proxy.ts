import { connect, createServer, type Server, type Socket } from 'node:net';

interface Link {
  readonly client: Socket;
  readonly engine: Socket;
  /** It carries the event stream. */
  events: boolean;
}

/** Stands between hale and an engine, on a socket of its own, as proxies do: it may cut connections, or go silent. */
export class Proxy implements AsyncDisposable {
  readonly #links = new Set<Link>();
  readonly #server: Server;
  readonly #target: string;
  #silent = false;
  /** Event streams that it has carried. */
  streams = 0;

  private constructor(target: string) {
    this.#target = target;
    this.#server = createServer((client) => this.#join(client));
  }

  /** `path`: of the socket that it listens on; `target`: of the engine's. */
  static async open(path: string, target: string): Promise<Proxy> {
    const proxy = new Proxy(target);
    await new Promise<void>((resolve) => proxy.#server.listen(path, resolve));
    return proxy;
  }

  /** Ends every event stream, as a proxy does that allows no connection longer than so long. */
  cut(): void {
    for (const link of this.#links) if (link.events) link.client.destroy();
  }

  /** The event streams of now stay open, and nothing comes any more: no end, no error. Other calls go on. */
  silence(): void {
    this.#silent = true;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    for (const { client } of this.#links) client.destroy();
    await new Promise((resolve) => this.#server.close(resolve));
  }

  #join(client: Socket): void {
    const engine = connect(this.#target);
    const link: Link = { client, engine, events: false };
    let muted = false;
    this.#links.add(link);
    client.on('data', (chunk) => {
      if (/^GET \S*\/events\b/.test(chunk.toString('latin1'))) {
        link.events = true;
        this.streams += 1;
      }
      engine.write(chunk);
    });
    engine.on('data', (chunk) => {
      muted ||= link.events && this.#silent;
      if (!muted) client.write(chunk);
    });
    const end = (): void => {
      this.#links.delete(link);
      client.destroy();
      engine.destroy();
    };
    for (const socket of [client, engine]) socket.on('error', end).on('close', end);
  }
}
