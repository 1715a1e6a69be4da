import { gunzipSync } from 'node:zlib';
import { syncAnswer, syncRequest } from '@hale/protocol/sync';
import type { Message } from './http-messages.ts';

/** What the hub has answered, by whoever carries it: an agent may never learn of it. */
export class Acks {
  /** Up to where each epoch was said to be stored. */
  readonly upTo = new Map<string, number>();
  syncs = 0;
  /** By the public part of an agent's token, when the hub had just heard it: epoch milliseconds. */
  readonly heardAt = new Map<string, number[]>();
  readonly #now: () => number;

  constructor(now: () => number) {
    this.#now = now;
  }

  /** A request, and the answer to it. */
  readonly exchanged = (request: Message, answer: Message): void => {
    const [, path = ''] = /^POST (\S+) /.exec(request.start) ?? [];
    if (!answer.start.startsWith('HTTP/1.1 200 ')) return;
    const [, key] = /^Bearer hale_a1_([0-9a-z]{16})_/.exec(request.headers.get('authorization') ?? '') ?? [];
    if (key === undefined) return;
    const heard = this.heardAt.get(key) ?? [];
    heard.push(this.#now());
    this.heardAt.set(key, heard);
    if (path !== '/v1/sync') return;
    const { epoch } = syncRequest.parse(jsonOf(request));
    const { acked } = syncAnswer.parse(jsonOf(answer));
    this.syncs += 1;
    this.upTo.set(epoch, Math.max(this.upTo.get(epoch) ?? 0, acked));
  };
}

function jsonOf({ headers, body }: Message): unknown {
  const bytes = headers.get('content-encoding') === 'gzip' ? gunzipSync(body) : body;
  return JSON.parse(bytes.toString());
}
