import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import * as z from 'zod';
import { byeAnswer, byeRequest } from './bye.ts';
import { enrolAnswer, enrolRequest } from './enrol.ts';
import { belief, journalEntry, sentEntry } from './entry.ts';
import { helloAnswer, helloRequest, refusedSession } from './hello.ts';
import { snapshotAnswer, snapshotRequest } from './snapshot.ts';
import { syncAnswer, syncRequest } from './sync.ts';
import { protocolRange } from './version.ts';

const FOLDER = new URL('../../vectors/hale-sync-1/', import.meta.url);

/** What is sent on as it came is looked at as well. */
const wholeSync = syncRequest.safeExtend({ entries: z.array(sentEntry.extend({ entry: journalEntry })) });
const wholeSnapshot = snapshotRequest.safeExtend({ subjects: z.array(belief) });

const schemas = {
  'enrol-request': enrolRequest,
  'enrol-answer': enrolAnswer,
  'hello-request': helloRequest,
  'hello-answer': helloAnswer,
  'snapshot-request': wholeSnapshot,
  'snapshot-answer': snapshotAnswer,
  'sync-request': wholeSync,
  'sync-answer': syncAnswer,
  'heartbeat-request': wholeSync,
  'heartbeat-answer': syncAnswer,
  'bye-request': byeRequest,
  'bye-answer': byeAnswer,
  '409-hello': refusedSession,
  '409-conflict': refusedSession,
  '409-new-epoch': refusedSession,
  '426': z.strictObject({ protocol: protocolRange }),
};

/** The same, but nothing that is not written down is let pass. */
function strict(schema: z.core.$ZodType): z.core.$ZodType {
  if (schema instanceof z.ZodObject)
    return z.strictObject(
      Object.fromEntries(Object.entries(schema.shape).map(([name, member]) => [name, strict(member)])),
    );
  if (schema instanceof z.ZodArray) return z.array(strict(schema.element));
  if (schema instanceof z.ZodOptional) return z.optional(strict(schema.unwrap()));
  if (schema instanceof z.ZodNullable) return z.nullable(strict(schema.unwrap()));
  return schema;
}

function read(name: string): string {
  return readFileSync(new URL(`${name}.json`, FOLDER), 'utf8');
}

describe('the golden vectors of hale-sync/1', () => {
  test('are one for every message', () => {
    const names = readdirSync(FOLDER).map((file) => file.replace(/\.json$/, ''));
    expect(names.toSorted()).toEqual(Object.keys(schemas).toSorted());
  });

  test.each(Object.entries(schemas))(
    '%s is read, holds nothing unwritten, and comes out as it went in',
    (name, schema) => {
      const text = read(name);
      const message: unknown = JSON.parse(text);
      expect(schema.parse(message)).toEqual(message);
      expect(`${JSON.stringify(message, null, 2)}\n`).toBe(text);
      expect(z.safeParse(strict(schema), message).error).toBeUndefined();
    },
  );

  test('would show a field that is written nowhere, however deep', () => {
    const message = JSON.parse(read('sync-request')) as { entries: { entry: { container: object } }[] };
    Object.assign(message.entries[0]?.entry.container ?? {}, { unheard: 1 });
    expect(z.safeParse(strict(wholeSync), message).error?.issues).toMatchObject([
      { code: 'unrecognized_keys', path: ['entries', 0, 'entry', 'container'] },
    ]);
    expect(wholeSync.safeParse(message).success).toBe(true);
  });
});
