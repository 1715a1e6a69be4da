import { type Http, TOLD_BY_DEFAULT } from '@hale/core';
import { createFetchHttp } from '@hale/core/fetch';
import type { BoundTransport, Destination, Notification } from '@hale/transport';

/** Whoever is told, and how it takes it. */
export interface Receiver {
  readonly destination: Destination;
  /** What it has taken, a line each: `web unhealthy`, with ` after crashed` where that ends a failure, or `web flapping`. */
  readonly heard: string[];
  /** One for each message that it has taken: how many changes it held. */
  readonly messages: number[];
  /** Attempts, taken or not. */
  readonly tries: () => number;
  /** `takes`, or a status that refuses, or no answer at all until it does again. */
  answer(how: 'takes' | 'hangs' | number): void;
}

/** Bound by hand: its options are nothing that could be wrong. */
function transportOf(url: string, delivery: 'state' | 'event'): BoundTransport {
  return {
    id: `test-${delivery}`,
    capabilities: { delivery, confirms: 'delivered', dedup: 'key', batch: 50, maxBytes: 1_000_000 },
    secrets: [],
    options: JSON.stringify({ url }),
    speak: {
      kind: 'http',
      request: (notifications) => ({
        method: 'POST',
        url,
        headers: {},
        body: notifications.map(inShort).join('\n'),
      }),
      classify: ({ status }) =>
        status === 200
          ? { kind: 'ok' }
          : { kind: status === 410 ? 'gone' : 'retry', code: `status-${status}` },
    },
  };
}

function inShort({ entry: { subject, to }, ends, flapping }: Notification): string {
  const says = flapping === 'began' ? 'flapping' : `${to}${ends ? ` after ${ends.condition}` : ''}`;
  return `${subject.replace('container/', '')} ${says}`;
}

type Names = Readonly<Record<string, 'state' | 'event'>>;

/** Receivers, and the network that leads to them. */
export function receivers<Kinds extends Names>(kinds: Kinds) {
  const to: Partial<Record<keyof Kinds, Receiver>> = {};
  const hosts = new Map<string, ReturnType<typeof aReceiver>>();
  for (const name of Object.keys(kinds) as (keyof Kinds & string)[]) {
    const receiver = aReceiver(name, kinds[name] ?? 'state');
    to[name] = receiver;
    hosts.set(`${name}.test`, receiver);
  }
  const internet: Http = createFetchHttp(async (request) => {
    const receiver = hosts.get(new URL(request.url).hostname);
    if (!receiver) throw new TypeError('no such host');
    return receiver.take(await request.text());
  });
  const all: readonly Destination[] = [...hosts.values()].map(({ destination }) => destination);
  return { internet, to: to as Record<keyof Kinds, Receiver>, all };
}

function aReceiver(name: string, delivery: 'state' | 'event') {
  const heard: string[] = [];
  const messages: number[] = [];
  let how: 'takes' | 'hangs' | number = 'takes';
  let tries = 0;
  let changed = Promise.withResolvers<void>();
  const transport = transportOf(`http://${name}.test/`, delivery);
  return {
    destination: { name, rules: TOLD_BY_DEFAULT, transport },
    heard,
    messages,
    tries: () => tries,
    answer(next: 'takes' | 'hangs' | number) {
      how = next;
      changed.resolve();
      changed = Promise.withResolvers();
    },
    async take(body: string) {
      tries += 1;
      while (how === 'hangs') await changed.promise;
      if (how !== 'takes') return new Response('no', { status: how });
      const lines = body.split('\n');
      heard.push(...lines);
      messages.push(lines.length);
      return new Response('ok');
    },
  };
}
