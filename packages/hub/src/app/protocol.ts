import { credentialsOf, problemOf, problemResponse, type RouteDoc } from '@hale/api';
import { HaleError } from '@hale/core';
import { problem } from '@hale/protocol';
import {
  byeAnswer,
  byeRequest,
  enrolAnswer,
  enrolRequest,
  helloAnswer,
  helloRequest,
  MAX_BYTES,
  protocolRange,
  refusedSession,
  snapshotAnswer,
  snapshotRequest,
  syncAnswer,
  syncRequest,
} from '@hale/protocol/sync';
import { type Context, Hono } from 'hono';
import type * as z from 'zod';
import type { MessageKind, Outcome } from '../counts.ts';
import type { Hub } from '../hub.ts';
import type { Reply } from '../reply.ts';
import { answer } from './answer.ts';
import { type Rate, RateLimit } from './rate-limit.ts';
import { type Gunzip, readMessage } from './read-message.ts';

/** Hellos of one agent: each writes, whatever comes of it. */
export const HELLO_RATE: Rate = { burst: 10, perSecond: 1 };
/** All other messages of one agent. One that has been away for long sends what it has one after another. */
export const MESSAGE_RATE: Rate = { burst: 60, perSecond: 5 };
/** Before who was told that the hub cannot write should come back. */
const STORAGE_S = 5;

interface ProtocolOptions {
  /** Without it a body is plain. */
  readonly gunzip?: Gunzip | undefined;
}

interface Message<Schema extends z.ZodType> {
  readonly kind: MessageKind;
  readonly schema: Schema;
  readonly reply: (message: z.output<Schema>) => Promise<Reply<object>>;
}

interface Answered {
  readonly outcome: Outcome;
  readonly response: Response;
}

/** `hale-sync/1`: what agents say to a hub. Whoever says it proves each time who it is, whatever stands before these routes. */
export function protocolRoutes(hub: Hub, { gunzip }: ProtocolOptions) {
  const { enrolment, replication, clock, counts } = hub;
  const hellos = new RateLimit(clock, HELLO_RATE);
  const others = new RateLimit(clock, MESSAGE_RATE);

  async function counted(c: Context, kind: MessageKind, work: () => Promise<Answered>): Promise<Response> {
    try {
      const { outcome, response } = await work();
      counts.answered(kind, outcome);
      return response;
    } catch (error) {
      counts.answered(kind, 'failed');
      if (!(error instanceof HaleError) || error.code !== 'storage') throw error;
      hub.log?.error('what an agent has sent cannot be written', { kind, error: error.message });
      return problemResponse(c, { ...problemOf(error), headers: { 'retry-after': String(STORAGE_S) } });
    }
  }

  async function receive<Schema extends z.ZodType>(
    c: Context,
    { schema, reply }: Omit<Message<Schema>, 'kind'>,
  ): Promise<Answered> {
    const read = await readMessage(c.req.raw, schema, gunzip);
    if (read.kind === 'unreadable')
      return { outcome: 'unreadable', response: problemResponse(c, read.report) };
    const replied = read.kind === 'read' ? await reply(read.message) : read;
    return { outcome: replied.kind, response: answer(c, replied) };
  }

  const ofInvited = <Schema extends z.ZodType>(c: Context, { kind, ...message }: Message<Schema>) =>
    counted(c, kind, () => receive(c, message));

  const ofAgent = <Schema extends z.ZodType>(
    c: Context,
    kind: Exclude<MessageKind, 'enrol'>,
    schema: Schema,
    reply: (agent: string, message: z.output<Schema>) => Promise<Reply<object>>,
  ): Promise<Response> =>
    counted(c, kind, async () => {
      const agent = await enrolment.agentOf(tokenOf(c));
      if (agent === null) return { outcome: 'unknown', response: answer(c, { kind: 'unknown' }) };
      const waitMs = (kind === 'hello' ? hellos : others).take(agent.id);
      if (waitMs > 0) return { outcome: 'limited', response: tooMany(c, waitMs) };
      return receive(c, { schema, reply: (message) => reply(agent.id, message) });
    });

  return new Hono()
    .post('/v1/enrol', (c) =>
      ofInvited(c, {
        kind: 'enrol',
        schema: enrolRequest,
        reply: (message) => enrolment.enrol(tokenOf(c), message),
      }),
    )
    .post('/v1/hello', (c) =>
      ofAgent(c, 'hello', helloRequest, (agent, message) => replication.hello(agent, message)),
    )
    .post('/v1/sync', (c) =>
      ofAgent(c, 'sync', syncRequest, (agent, message) => replication.sync(agent, message)),
    )
    .post('/v1/snapshot', (c) =>
      ofAgent(c, 'snapshot', snapshotRequest, (agent, message) => replication.snapshot(agent, message)),
    )
    .post('/v1/bye', (c) =>
      ofAgent(c, 'bye', byeRequest, (agent, message) => replication.bye(agent, message)),
    );
}

/** Nobody's, where there is none. */
function tokenOf(c: Context): string {
  const credentials = credentialsOf(c.req.raw.headers);
  return credentials.kind === 'token' ? credentials.token : '';
}

function tooMany(c: Context, waitMs: number): Response {
  return problemResponse(c, {
    status: 429,
    title: 'Too many messages',
    detail: 'This agent has sent more than a hub takes of one.',
    headers: { 'retry-after': String(Math.ceil(waitMs / 1_000)) },
  });
}

const refusedProblem = problem.extend(refusedSession.shape).meta({ id: 'SessionProblem' });
const versionProblem = problem.extend({ protocol: protocolRange }).meta({ id: 'VersionProblem' });

const OF_ALL: RouteDoc['answers'] = {
  422: { description: 'It is well-formed, and cannot be.', schema: problem },
  426: { description: 'The hub speaks another version of the protocol.', schema: versionProblem },
  429: { description: 'Too many messages of this agent; see Retry-After.', schema: problem },
  503: { description: 'The hub cannot write now; see Retry-After. Nothing was taken.', schema: problem },
};

function messageDoc(
  kind: MessageKind,
  { summary, body, schema }: Required<Pick<RouteDoc, 'summary' | 'body'>> & { readonly schema: z.ZodType },
): RouteDoc {
  return {
    method: 'post',
    path: `/v1/${kind}`,
    scope: kind === 'enrol' ? 'enrolment' : 'agent',
    summary,
    body,
    maxBodyBytes: MAX_BYTES,
    answers: {
      200: { description: 'What the hub says to it. What it takes is on disk.', schema },
      ...(kind !== 'enrol' && {
        409: { description: 'Something has to come first.', schema: refusedProblem },
      }),
      ...OF_ALL,
    },
  };
}

export const protocolDocs: readonly RouteDoc[] = [
  messageDoc('enrol', {
    summary: 'Uses an invitation: who has sent it is an agent now, by a token of its own.',
    body: enrolRequest,
    schema: enrolAnswer,
  }),
  messageDoc('hello', {
    summary: 'Opens a session, and ends any other of this agent.',
    body: helloRequest,
    schema: helloAnswer,
  }),
  messageDoc('sync', {
    summary: 'Entries of the journal, in order; or none, to say that it lives.',
    body: syncRequest,
    schema: syncAnswer,
  }),
  messageDoc('snapshot', {
    summary: 'A part of all that the agent believes.',
    body: snapshotRequest,
    schema: snapshotAnswer,
  }),
  messageDoc('bye', {
    summary: 'The agent ends on purpose, and is not to be missed.',
    body: byeRequest,
    schema: byeAnswer,
  }),
];
