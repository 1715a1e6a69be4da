import { createHash } from 'node:crypto';
import {
  type Condition,
  type HttpRequest,
  type HttpResponse,
  type JournalEntry,
  type Outbox,
  type Outcome,
  TOLD_BY_DEFAULT,
} from '@hale/core';
import { anEntry, createSimulatedClock, type SimulatedClock } from '@hale/core/testing';
import type { BoundTransport, Destination } from '../destination.ts';
import { Dispatch } from '../dispatch.ts';
import type { Capabilities, TransportReply } from '../transport.ts';
import { MemoryOutbox } from './outbox.ts';

/** A message as its receiver got it. */
export interface Got {
  readonly destination: string;
  /** Milliseconds since the test began. */
  readonly atMs: number;
  readonly tier: number;
  /** Such as `web unhealthy`, in the order of the message. */
  readonly changes: readonly string[];
  readonly ids: readonly string[];
}

interface Answer {
  readonly status: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly text?: string;
}

/** What a receiver does: answers with a status, throws, or does nothing until it is given up. */
export type Reaction = number | Answer | Error | Promise<number> | 'hangs';

/** A destination whose messages are JSON, and whose replies mean what their status says. */
export function aDestination(
  name: string,
  change: Partial<Capabilities> & { readonly options?: string } = {},
): Destination {
  const { options = '{}', ...capabilities } = change;
  const transport: BoundTransport = {
    id: 'json',
    capabilities: {
      delivery: 'state',
      confirms: 'delivered',
      dedup: 'key',
      batch: 50,
      maxBytes: 100_000,
      ...capabilities,
    },
    secrets: ['hush-hush-hush'],
    options,
    speak: {
      kind: 'http',
      request: (notifications, { tier }) => ({
        method: 'POST',
        url: `https://${name}.test/hush-hush-hush`,
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({
          tier,
          changes: notifications.map(({ entry }) => `${entry.subject.replace('container/', '')} ${entry.to}`),
          ids: notifications.map(({ entry }) => entry.id),
        }),
      }),
      classify,
    },
  };
  return { name, rules: TOLD_BY_DEFAULT, transport };
}

function classify({ status, headers, text }: TransportReply, now: number): Outcome {
  const code = text === '' ? String(status) : text;
  if (status < 300) return { kind: 'ok' };
  if (status === 429)
    return { kind: 'throttled', code, notBefore: now + Number(headers['retry-after'] ?? 0) * 1_000 };
  if (status === 401) return { kind: 'auth', code };
  if (status === 410) return { kind: 'gone', code };
  return { kind: status < 500 ? 'rejected' : 'retry', code };
}

export interface Rig extends AsyncDisposable {
  readonly clock: SimulatedClock;
  readonly outbox: MemoryOutbox;
  readonly got: readonly Got[];
  /** What has been told of disabled and enabled destinations. */
  readonly news: readonly string[];
  readonly dispatch: Dispatch;
  /** How each receiver reacts from now on; `nth`: of its messages, from 1. */
  react(reaction: (got: Got, nth: number) => Reaction): void;
  /** Something has happened to a container, and is committed. */
  change(name: string, to: Condition, rest?: Partial<JournalEntry>): Promise<void>;
  /** Default: the dispatch there is. */
  start(of?: Dispatch): Promise<void>;
  /** The process dies, and this is the next one, not yet started. */
  successor(): Dispatch;
  /** Resolves once it has ended. */
  stop(): Promise<void>;
  /** The process dies: nothing of it is heard again, and another takes its place. */
  restart(destinations?: readonly Destination[]): Promise<void>;
}

/** A dispatch over an outbox in memory, receivers that do as they are told, and a clock that stands still. */
export function aRig(
  first: readonly Destination[] = [aDestination('ops')],
  outbox = new MemoryOutbox(),
): Rig {
  const clock = createSimulatedClock();
  const startedAt = clock.now();
  const got: Got[] = [];
  const news: string[] = [];
  let destinations = first;
  let react: (got: Got, nth: number) => Reaction = () => 200;
  let life = 0;
  let stop = new AbortController();
  let running: Promise<void> = Promise.resolve();
  let seq = 0;

  function born(): Dispatch {
    life += 1;
    const own = life;
    return new Dispatch({
      destinations,
      clock,
      random: () => 0.5,
      hash: async (text) => createHash('sha256').update(text).digest('hex'),
      sender: { host: 'box', version: '1.2.3' },
      onDisabled: (name, code) => news.push(`${name} disabled: ${code}`),
      onEnabled: (name) => news.push(`${name} enabled`),
      outbox: mortal(outbox, () => own === life),
      http: answer,
    });
  }

  async function answer(request: HttpRequest): Promise<HttpResponse> {
    const destination = new URL(request.url).hostname.replace('.test', '');
    const message: Got = { destination, atMs: clock.now() - startedAt, ...JSON.parse(String(request.body)) };
    got.push(message);
    const reaction = react(message, got.filter((other) => other.destination === destination).length);
    if (reaction === 'hangs')
      return new Promise((_, reject) => {
        const { signal } = request;
        signal?.addEventListener('abort', () => reject(signal.reason), { once: true });
      });
    if (reaction instanceof Error) throw reaction;
    const { status, headers = {}, text = '' }: Answer = await settled(reaction);
    return { status, headers, body: bytes(text) };
  }

  let dispatch = born();
  async function start(of = dispatch): Promise<void> {
    dispatch = of;
    stop = new AbortController();
    running = dispatch.run(stop.signal);
    await clock.advance(0);
  }
  return {
    clock,
    outbox,
    got,
    news,
    get dispatch() {
      return dispatch;
    },
    react: (reaction) => {
      react = reaction;
    },
    async change(name, to, rest) {
      seq += 1;
      const subject = `container/${name}`;
      const entry = anEntry(to, { seq, subject, at: clock.now(), ...rest });
      outbox.commit(entry, destinations, clock.now());
      dispatch.wake();
      await clock.advance(0);
    },
    start,
    successor: born,
    stop: () => {
      stop.abort();
      return running;
    },
    async restart(next = destinations) {
      destinations = next;
      dispatch = born();
      await start();
    },
    async [Symbol.asyncDispose]() {
      stop.abort();
      await clock.advance(60_000);
    },
  };
}

/** To a process that is dead nothing answers, and nothing that it does comes through. */
function mortal(outbox: Outbox, alive: () => boolean): Outbox {
  const whileAlive =
    <Query extends readonly unknown[], Result>(call: (...query: Query) => Promise<Result>) =>
    (...query: Query): Promise<Result> =>
      alive() ? call(...query) : new Promise(() => undefined);
  return {
    due: whileAlive((...query) => outbox.due(...query)),
    nextDue: whileAlive((...query) => outbox.nextDue(...query)),
    deliveries: whileAlive((...query) => outbox.deliveries(...query)),
    destinations: whileAlive(() => outbox.destinations()),
    entriesAfter: whileAlive((...query) => outbox.entriesAfter(...query)),
    save: whileAlive((...query) => outbox.save(...query)),
  };
}

async function settled(reaction: number | Answer | Promise<number>): Promise<Answer> {
  const answered = await reaction;
  return typeof answered === 'number' ? { status: answered } : answered;
}

async function* bytes(text: string): AsyncGenerator<Uint8Array> {
  yield new TextEncoder().encode(text);
}
