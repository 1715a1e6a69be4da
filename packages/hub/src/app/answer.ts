import { problemResponse } from '@hale/api';
import { PROTOCOL, type RefusedSession } from '@hale/protocol/sync';
import type { Context } from 'hono';
import type { Reply } from '../reply.ts';

/** Before who was told that the hub is busy should come back. */
const BUSY_S = 1;

const FIRST: Readonly<Record<RefusedSession['want'], string>> = {
  hello: 'This session is over: say hello.',
  'new-epoch': 'What the hub has of this journal is not what it says now: begin a new epoch, and say hello.',
  conflict: 'Another process reports as this agent.',
};

/** A reply in HTTP. What is told besides a problem's own members is for programs (RFC 9457 section 3.2). */
export function answer(c: Context, reply: Reply<object>): Response {
  switch (reply.kind) {
    case 'ok':
      return c.json(reply.answer, 200);
    case 'first': {
      const { want } = reply;
      const report = { status: 409, title: 'Something else comes first', detail: FIRST[want], want } as const;
      return problemResponse(c, report);
    }
    case 'protocol': {
      const report = {
        status: 426,
        title: 'Another version of the protocol',
        detail: `This hub speaks hale-sync/${PROTOCOL}.`,
        protocol: { min: PROTOCOL, max: PROTOCOL },
        headers: { upgrade: `hale-sync/${PROTOCOL}` },
      } as const;
      return problemResponse(c, report);
    }
    case 'senseless': {
      const { path, expected } = reply;
      const message = `expected ${expected}`;
      return problemResponse(c, {
        status: 422,
        title: 'The message cannot be',
        detail: `${path}: ${message}`,
        errors: [{ path, message }],
      });
    }
    case 'unknown':
      return problemResponse(c, {
        status: 401,
        title: 'Not without a token',
        detail: 'There is no such token, or no more. hale hub invite makes an invitation to come back.',
        headers: { 'www-authenticate': 'Bearer realm="hale", error="invalid_token"' },
      });
    case 'busy':
      return problemResponse(c, {
        status: 503,
        title: 'Too much at once',
        detail: 'Others write at the same time. Nothing of this was taken.',
        headers: { 'retry-after': String(BUSY_S) },
      });
  }
}
