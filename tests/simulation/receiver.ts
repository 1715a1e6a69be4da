import { HaleError, type Http, TOLD_BY_DEFAULT } from '@hale/core';
import { bindTransport, classifyReply, type Destination, defineTransport } from '@hale/transport';
import { webhook } from '@hale/transport/webhook';
import * as z from 'zod';
import type { Chance } from './chance.ts';

/** What a receiver was told, once it has said yes. */
export interface Arrival {
  readonly destination: 'board' | 'feed';
  readonly id: string;
  readonly subject: string;
  readonly to: string;
  readonly at: number;
  readonly reminder: boolean;
  /** Whether the sender has learnt of the yes. */
  readonly confirmed: boolean;
}

/** Shows the newest state of each subject. */
const board = defineTransport({
  id: 'board',
  options: z.strictObject({ url: z.string() }),
  capabilities: { delivery: 'state', confirms: 'delivered', dedup: 'key', batch: 1, maxBytes: 64 * 1024 },
  secrets: () => [],
  request([notification], { url }) {
    const { entry, reminder = false } = notification ?? {};
    const { id, subject, to } = entry ?? {};
    return { method: 'POST', url, headers: {}, body: JSON.stringify({ id, subject, to, reminder }) };
  },
  classify: classifyReply,
  fixtures: { options: { url: '' }, replies: [] },
});

export const DESTINATIONS: readonly Destination[] = [
  {
    name: 'board',
    rules: TOLD_BY_DEFAULT,
    transport: bindTransport(board, { url: 'https://receiver.example/board' }),
  },
  {
    name: 'feed',
    rules: TOLD_BY_DEFAULT,
    transport: bindTransport(webhook, { url: 'https://receiver.example/feed' }),
  },
];

const told = z.looseObject({
  id: z.string(),
  subject: z.string(),
  to: z.string(),
  reminder: z.boolean().optional(),
});

/** Takes what it is sent, refuses it, or takes it without the sender learning of that. */
export class Receiver {
  readonly arrivals: Arrival[] = [];
  badness = 0;
  readonly #chance: Chance;
  readonly #now: () => number;

  constructor(chance: Chance, now: () => number) {
    this.#chance = chance;
    this.#now = now;
  }

  readonly http: Http = async ({ url, body }) => {
    const destination = url.endsWith('/board') ? 'board' : 'feed';
    if (this.#chance.happens(this.badness)) {
      if (this.#chance.happens(0.5)) return answer(this.#chance.happens(0.5) ? 503 : 429);
      this.#take(destination, body, false);
      throw new HaleError('timeout', 'the answer was lost');
    }
    this.#take(destination, body, true);
    return answer(200);
  };

  #take(destination: 'board' | 'feed', body: unknown, confirmed: boolean): void {
    const { id, subject, to, reminder = false } = told.parse(JSON.parse(String(body)));
    this.arrivals.push({ destination, id, subject, to, reminder, confirmed, at: this.#now() });
  }
}

function answer(status: number) {
  return { status, headers: {}, body: nothing() };
}

async function* nothing(): AsyncGenerator<Uint8Array, void, undefined> {}
