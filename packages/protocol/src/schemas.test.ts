import { describe, expect, it } from 'vitest';
import * as z from 'zod';
import * as protocol from './index.ts';

const schemas = Object.entries(protocol).flatMap(([name, value]) =>
  value instanceof z.ZodObject ? [[name, value] as const] : [],
);

describe.each(schemas)('%s', (name, schema) => {
  it('has the name that OpenAPI calls it by', () => {
    expect(schema.meta()?.id).toBe(name[0]?.toUpperCase() + name.slice(1));
  });

  it('can be told as JSON Schema', () => {
    expect(JSON.stringify(z.toJSONSchema(schema))).toContain('"type":"object"');
  });

  it('takes fields that a newer hale has', () => {
    const isStrict = schema.def.catchall instanceof z.ZodNever;
    expect(isStrict).toBe(false);
  });
});

it('knows every schema of the wire', () => {
  expect(schemas.length).toBeGreaterThan(10);
});

describe('an instant', () => {
  it('is ISO 8601 in UTC', () => {
    expect(protocol.instant.safeParse('2026-11-28T12:00:00.000Z').success).toBe(true);
    expect(protocol.instant.safeParse('yesterday').success).toBe(false);
  });
});
