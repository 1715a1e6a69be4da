import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import type * as z from 'zod';
import { enrolAnswer } from './enrol.ts';
import { journalEntry } from './entry.ts';
import { helloAnswer, helloRequest } from './hello.ts';
import { MAX_EARLIER, MAX_ENTRIES, MAX_PART, MAX_PARTS } from './limits.ts';
import { snapshotRequest } from './snapshot.ts';
import { syncAnswer, syncRequest } from './sync.ts';
import { protocolRange } from './version.ts';

type Message = Readonly<Record<string, unknown>>;

function vector(name: string): Message {
  const file = new URL(`../../vectors/hale-sync-1/${name}.json`, import.meta.url);
  return JSON.parse(readFileSync(file, 'utf8')) as Message;
}

const sync = vector('sync-request');
const hello = vector('hello-request');
const snapshot = vector('snapshot-request');
const [first] = sync['entries'] as readonly { readonly entry: Message }[];
const entry = first?.entry ?? {};
const many = <T>(count: number, item: T): readonly T[] => Array.from({ length: count }, () => item);

function takes(schema: z.ZodType, message: unknown): boolean {
  return schema.safeParse(message).success;
}

/** What is just allowed, and what is one more. */
const bounds: readonly (readonly [string, z.ZodType, Message, Message])[] = [
  [
    'entries of a sync',
    syncRequest,
    { ...sync, entries: many(MAX_ENTRIES, first) },
    { ...sync, entries: many(MAX_ENTRIES + 1, first) },
  ],
  [
    'rejections of a sync',
    syncAnswer,
    { ...vector('sync-answer'), rejected: many(MAX_ENTRIES, { seq: 1, code: 'malformed' }) },
    { ...vector('sync-answer'), rejected: many(MAX_ENTRIES + 1, { seq: 1, code: 'malformed' }) },
  ],
  [
    'subjects of a part',
    snapshotRequest,
    { ...snapshot, subjects: many(MAX_PART, { subject: 'a', last: { id: 'b' } }) },
    { ...snapshot, subjects: many(MAX_PART + 1, { subject: 'a', last: { id: 'b' } }) },
  ],
  [
    'parts',
    snapshotRequest,
    { ...snapshot, part: 1, parts: MAX_PARTS },
    { ...snapshot, part: 1, parts: MAX_PARTS + 1 },
  ],
  ['the last part', snapshotRequest, { ...snapshot, part: 3, parts: 3 }, { ...snapshot, part: 4, parts: 3 }],
  ['the first part', snapshotRequest, { ...snapshot, part: 1, parts: 3 }, { ...snapshot, part: 0, parts: 3 }],
  [
    'earlier journals',
    helloRequest,
    { ...hello, earlier: many(MAX_EARLIER, { epoch: 'e'.repeat(16), seq: 1 }) },
    { ...hello, earlier: many(MAX_EARLIER + 1, { epoch: 'e'.repeat(16), seq: 1 }) },
  ],
  ['caps', helloRequest, { ...hello, caps: many(64, 'x') }, { ...hello, caps: many(65, 'x') }],
  ['a cap', helloRequest, { ...hello, caps: ['x'.repeat(64)] }, { ...hello, caps: ['x'.repeat(65)] }],
  ['a version', helloRequest, { ...hello, version: 'x'.repeat(64) }, { ...hello, version: 'x'.repeat(65) }],
  [
    'features',
    helloAnswer,
    { ...vector('hello-answer'), features: many(64, 'x') },
    { ...vector('hello-answer'), features: many(65, 'x') },
  ],
  ['a long name', syncRequest, { ...sync, session: 'x'.repeat(40) }, { ...sync, session: 'x'.repeat(41) }],
  ['a short name', syncRequest, { ...sync, session: 'x'.repeat(16) }, { ...sync, session: 'x'.repeat(15) }],
  ['a digest', syncRequest, { ...sync, digest: 'f'.repeat(32) }, { ...sync, digest: 'f'.repeat(31) }],
  ['a place', syncRequest, { ...sync, tip: 0 }, { ...sync, tip: -1 }],
  [
    'a far place',
    syncRequest,
    { ...sync, tip: Number.MAX_SAFE_INTEGER },
    { ...sync, tip: Number.MAX_SAFE_INTEGER + 1 },
  ],
  ['an entry', journalEntry, { ...entry, seq: 1 }, { ...entry, seq: 0 }],
  [
    'a subject',
    journalEntry,
    { ...entry, subject: 'x'.repeat(1_024) },
    { ...entry, subject: 'x'.repeat(1_025) },
  ],
  ['a cause', journalEntry, { ...entry, cause: 'x'.repeat(40) }, { ...entry, cause: 'x'.repeat(41) }],
  ['a time', journalEntry, { ...entry, at: 253_402_300_799_999 }, { ...entry, at: 253_402_300_800_000 }],
  [
    'an output',
    journalEntry,
    { ...entry, container: { ...(entry['container'] as Message), output: 'x'.repeat(4_096) } },
    { ...entry, container: { ...(entry['container'] as Message), output: 'x'.repeat(4_097) } },
  ],
  ['a protocol', protocolRange, { min: 1, max: 1 }, { min: 0, max: 1 }],
];

describe('a message', () => {
  test.each(bounds)('%s: so much and no more', (_, schema, allowed, beyond) => {
    expect([takes(schema, allowed), takes(schema, beyond)]).toEqual([true, false]);
  });

  test('keeps what it does not know, for the chain', () => {
    const sent = { entry: { ...entry, unheard: { of: [1] } } };
    expect(syncRequest.parse({ ...sync, entries: [sent], newer: true })).toMatchObject({
      newer: true,
      entries: [{ entry: { unheard: { of: [1] } } }],
    });
  });

  test('an entry that cannot be understood spoils no other', () => {
    const { epoch, seq } = entry;
    expect(takes(syncRequest, { ...sync, entries: [{ entry: { epoch, seq, to: 'mad' } }, first] })).toBe(
      true,
    );
    expect(takes(syncRequest, { ...sync, entries: [{ entry: { epoch, to: 'mad' } }] })).toBe(false);
  });

  test('gives an agent a token of its own kind', () => {
    const answer = vector('enrol-answer');
    expect(takes(enrolAnswer, answer)).toBe(true);
    expect(takes(enrolAnswer, { ...answer, token: `${String(answer['token'])}x` })).toBe(false);
    expect(takes(enrolAnswer, { ...answer, token: String(answer['token']).replace('_a1_', '_e1_') })).toBe(
      false,
    );
  });
});
