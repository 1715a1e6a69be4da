import type { Signal, Tip } from '@hale/core';
import {
  type HelloAnswer,
  type HelloRequest,
  type Host,
  helloAnswer,
  MAX_EARLIER,
  PROTOCOL,
} from '@hale/protocol/sync';
import { exchange, type Refusal } from './exchange.ts';
import { agreed, type Loss, lossOf } from './opening.ts';
import { firstSendable, pointOf } from './sendable.ts';
import { Session, type SessionPorts } from './session.ts';

/** What an agent says of itself. */
export interface Introduction {
  readonly host: Host;
  /** Of hale. */
  readonly version: string;
  readonly remembers: HelloRequest['remembers'];
  readonly tells: HelloRequest['tells'];
}

export interface Hello {
  readonly introduction: Introduction;
  readonly tip: Tip;
  /** So far. */
  readonly dropped: Loss;
  readonly signal: Signal;
}

export type Greeted =
  | { readonly kind: 'agreed'; readonly session: Session; readonly answer: HelloAnswer; readonly loss: Loss }
  /** It has another journal by the name of this one. */
  | { readonly kind: 'forked' }
  | Refusal;

/** Says hello, and finds out from where both go on. All that it goes by is read anew. */
export async function greet(
  ports: SessionPorts,
  { introduction, tip, dropped, signal }: Hello,
): Promise<Greeted> {
  const { access, store, clock, cursor, instance } = ports;
  await cursor.save();
  const before = await cursor.read();
  const first = await firstSendable(store, tip, clock.now());
  const message: HelloRequest = {
    protocol: PROTOCOL,
    instance,
    epoch: tip.epoch,
    first,
    tip: pointOf(tip),
    earlier: [...(await store.earlier(tip.epoch, MAX_EARLIER))],
    ...introduction,
    clock: { wall: clock.now(), mono: clock.monotonic() },
    dropped: { ...dropped },
    caps: [],
  };
  const came = await exchange(access, { path: 'v1/hello', message, answer: helloAnswer, signal });
  if (came.kind !== 'answered') return came;
  const { answer } = came;
  const acked = await agreed(store, { tip, first, acked: answer.acked });
  if (acked === null) return { kind: 'forked' };
  const loss = await lossOf(store, before, { tip, first, acked });
  cursor.confirm({ epoch: tip.epoch, seq: acked.seq });
  await cursor.save();
  return { kind: 'agreed', session: new Session(ports, tip.epoch, answer, acked), answer, loss };
}
