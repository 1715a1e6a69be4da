import type { Context } from 'hono';
import { validator } from 'hono/validator';
import type * as z from 'zod';
import { problemResponse } from './problem.ts';

/** Takes the query that the schema describes, and no other parameter. */
export function validQuery<Schema extends z.ZodObject>(schema: Schema) {
  return validator('query', (value, c) => {
    const { data, errors } = read(schema, value, 'query');
    return data ?? notAsExpected(c, 'query', errors);
  });
}

/** Takes the JSON that the schema describes, and no other field. */
export function validJson<Schema extends z.ZodObject>(schema: Schema) {
  return validator('json', (value: unknown, c) => {
    const { data, errors } = read(schema, value, 'body');
    return data ?? notAsExpected(c, 'body', errors);
  });
}

type Part = 'query' | 'body';

interface Fault {
  readonly path: string;
  readonly message: string;
}

function read<Schema extends z.ZodObject>(schema: Schema, value: unknown, part: Part) {
  const { data, error } = schema.safeParse(value);
  const faults = error?.issues.map(({ path, message }): Fault => ({ path: path.join('.') || part, message }));
  const errors = [...(faults ?? []), ...unknownKeys(schema, value)];
  return { data: errors.length === 0 ? data : undefined, errors };
}

function unknownKeys({ shape }: z.ZodObject, value: unknown): readonly Fault[] {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return [];
  const known = Object.keys(shape).join(', ') || 'none';
  const keys = Object.keys(value).filter((key) => !Object.hasOwn(shape, key));
  return keys.map((path) => ({ path, message: `not known; there are ${known}` }));
}

function notAsExpected(c: Context, part: Part, errors: Fault[]) {
  return problemResponse(c, {
    status: 400,
    title: `The ${part} is not as expected`,
    detail: errors.map(({ path, message }) => `${path}: ${message}`).join('; '),
    errors,
  });
}
