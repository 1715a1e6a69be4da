import { type ProblemReport, problemOf } from '@hale/api';
import { HaleError } from '@hale/core';
import { MAX_BYTES, PROTOCOL, protocolRange } from '@hale/protocol/sync';
import * as z from 'zod';
import { isDeeperThan } from './json-depth.ts';

/** Of a message once it is inflated. */
export const MAX_INFLATED_BYTES = 4 * MAX_BYTES;
/** Lists and objects in one another: twice what any message has. */
export const MAX_DEPTH = 32;

/** Gives back what was compressed, and throws HaleError `too-large` as soon as that is more than `limitBytes`, `bad-input` for what is no gzip. */
export type Gunzip = (bytes: Uint8Array, limitBytes: number) => Promise<Uint8Array>;

export type Read<Message> =
  | { readonly kind: 'read'; readonly message: Message }
  /** It speaks another version of the protocol. */
  | { readonly kind: 'protocol' }
  | { readonly kind: 'unreadable'; readonly report: ProblemReport };

/**
 * A message as it came: JSON, perhaps compressed. Its version is looked at before anything else of it, for what is newer may look
 * otherwise.
 */
export async function readMessage<Schema extends z.ZodType>(
  request: Request,
  schema: Schema,
  gunzip: Gunzip | undefined,
): Promise<Read<z.output<Schema>>> {
  const text = await textOf(request, gunzip);
  if (typeof text !== 'string') return { kind: 'unreadable', report: text };
  if (isDeeperThan(MAX_DEPTH, text))
    return unreadable(`It may have ${MAX_DEPTH} lists and objects in one another.`);
  const said = parse(text);
  if (said === undefined) return unreadable('It is no JSON.');
  if (isOtherVersion(said)) return { kind: 'protocol' };
  const { data, error } = schema.safeParse(said);
  if (error === undefined) return { kind: 'read', message: data };
  const errors = error.issues.slice(0, MAX_FAULTS).map(({ path, message }) => ({
    path: path.join('.') || 'body',
    message,
  }));
  return unreadable(errors.map(({ path, message }) => `${path}: ${message}`).join('; '), errors);
}

const MAX_FAULTS = 10;

async function textOf(request: Request, gunzip: Gunzip | undefined): Promise<string | ProblemReport> {
  const encoding = request.headers.get('content-encoding')?.trim().toLowerCase() ?? 'identity';
  if (encoding !== 'identity' && (encoding !== 'gzip' || gunzip === undefined))
    return {
      status: 415,
      title: 'Not in this form',
      detail: gunzip ? 'A body is plain, or gzip.' : 'A body is plain.',
      headers: { 'accept-encoding': gunzip ? 'gzip' : 'identity' },
    };
  const sent = new Uint8Array(await request.arrayBuffer());
  const bytes = encoding === 'gzip' && gunzip ? await inflate(sent, gunzip) : sent;
  if (!(bytes instanceof Uint8Array)) return bytes;
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    return { status: 400, title: UNREADABLE, detail: 'It is not in UTF-8.' };
  }
}

async function inflate(sent: Uint8Array, gunzip: Gunzip): Promise<Uint8Array | ProblemReport> {
  try {
    return await gunzip(sent, MAX_INFLATED_BYTES);
  } catch (error) {
    if (!(error instanceof HaleError) || error.code !== 'too-large') return problemOf(error);
    return {
      status: 413,
      title: 'The body is too long',
      detail: `It may have ${MAX_INFLATED_BYTES} bytes once it is inflated.`,
    };
  }
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

const version = z.union([
  z
    .looseObject({ protocol: z.int().min(1) })
    .transform(({ protocol: spoken }) => ({ min: spoken, max: spoken })),
  z.looseObject({ protocol: protocolRange }).transform(({ protocol: spoken }) => spoken),
]);

/** Of what says no version, this is not the place to complain. */
function isOtherVersion(said: unknown): boolean {
  const { data } = version.safeParse(said);
  return data !== undefined && (data.min > PROTOCOL || data.max < PROTOCOL);
}

const UNREADABLE = 'The message is not as expected';

function unreadable(detail: string, errors?: NonNullable<ProblemReport['errors']>): Read<never> {
  return {
    kind: 'unreadable',
    report: { status: 400, title: UNREADABLE, detail, ...(errors && { errors }) },
  };
}
