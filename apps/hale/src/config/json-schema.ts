import { MAX_CHECK_RULES } from '@hale/agent';
import type { TransportDefinition } from '@hale/transport';
import * as z from 'zod';
import { isRecord } from './layers.ts';
import type { Path } from './problem.ts';
import { fileSchema } from './schema.ts';

type JsonSchema = Record<string, unknown>;

const REFERENCES = [
  { type: 'object', properties: { env: { type: 'string' } }, required: ['env'], additionalProperties: false },
  {
    type: 'object',
    properties: { file: { type: 'string' } },
    required: ['file'],
    additionalProperties: false,
  },
];

/** A `hale.yaml` as JSON Schema 2020-12, for editors. */
export function jsonSchema(transports: readonly TransportDefinition[]): JsonSchema {
  const { properties, ...rest } = record(toJson(fileSchema));
  const { destinations, checks, ...others } = record(properties);
  return {
    $schema: 'https://json-schema.org/draft/2020-12/schema',
    ...rest,
    title: 'hale.yaml',
    properties: {
      ...others,
      checks: { ...record(checks), description: CHECKS, maxItems: MAX_CHECK_RULES, items: CHECK },
      destinations: { ...record(destinations), additionalProperties: destination(destinations, transports) },
    },
  };
}

function destination(destinations: unknown, transports: readonly TransportDefinition[]): JsonSchema {
  const { properties } = record(record(destinations)['additionalProperties']);
  return {
    type: 'object',
    properties: {
      ...record(properties),
      ...Object.fromEntries(transports.map(({ id, options }) => [id, withReferences(toJson(options))])),
    },
    oneOf: transports.map(({ id }) => ({ required: [id] })),
    additionalProperties: false,
  };
}

/** The keys that a mapping at this path can have. */
export function keysAt(schema: unknown, [step, ...rest]: Path): readonly string[] {
  if (!isRecord(schema)) return [];
  const { properties, additionalProperties, items, anyOf } = schema;
  const alternatives = Array.isArray(anyOf) ? anyOf : [];
  if (step === undefined)
    return [...Object.keys(record(properties)), ...alternatives.flatMap((each) => keysAt(each, []))];
  const inner = typeof step === 'number' ? items : (record(properties)[step] ?? additionalProperties);
  return [...keysAt(inner, rest), ...alternatives.flatMap((each) => keysAt(each, [step, ...rest]))];
}

function toJson(schema: z.ZodType): JsonSchema {
  const { $schema: _, ...json } = z.toJSONSchema(schema, { io: 'input', unrepresentable: 'any' });
  return json;
}

/** Wherever a text may stand, so may where to find it. */
function withReferences(schema: JsonSchema): JsonSchema {
  const { type } = schema;
  if (type === 'string' && !('enum' in schema) && !('const' in schema))
    return { anyOf: [schema, ...REFERENCES] };
  const inner = (value: unknown): unknown => (isRecord(value) ? withReferences(value) : value);
  const all = (value: unknown): unknown => (Array.isArray(value) ? value.map(inner) : value);
  return {
    ...schema,
    ...('properties' in schema && {
      properties: Object.fromEntries(
        Object.entries(record(schema['properties'])).map(([key, value]) => [key, inner(value)]),
      ),
    }),
    ...('additionalProperties' in schema && { additionalProperties: inner(schema['additionalProperties']) }),
    ...('items' in schema && { items: inner(schema['items']) }),
    ...('anyOf' in schema && { anyOf: all(schema['anyOf']) }),
    ...('oneOf' in schema && { oneOf: all(schema['oneOf']) }),
  };
}

function record(value: unknown): JsonSchema {
  return isRecord(value) ? value : {};
}

const CHECKS = 'Checks that hale runs itself, over what labels and images say';
const text = { type: 'string' };
const port = { type: ['string', 'integer'] };
const time = { type: 'string', description: 'A duration such as 10s' };

/** As `readCheckRules` reads it. */
const CHECK: JsonSchema = {
  type: 'object',
  properties: {
    container: { ...text, description: 'The names that it is for, such as web or shop-*, or their subjects' },
    http: { ...port, description: 'A port and a path, such as :8080/healthz' },
    https: { ...port, description: 'A port and a path, such as :8443/healthz' },
    tcp: { ...port, description: 'A port' },
    exec: {
      anyOf: [text, { type: 'array', items: text }],
      description: 'A command; run only with --allow-exec',
    },
    host: { ...text, description: "Instead of the container's own address" },
    headers: { type: 'object', additionalProperties: { anyOf: [text, ...REFERENCES] } },
    method: { enum: ['GET', 'HEAD', 'POST'] },
    status: { type: ['string', 'integer'], description: 'Such as 204, or 200-399' },
    contains: text,
    verify: { type: 'boolean' },
    serverName: text,
    by: { enum: ['engine', 'hale', 'auto'] },
    interval: time,
    timeout: time,
    startPeriod: time,
    startInterval: time,
    retries: { type: 'integer', minimum: 0 },
  },
  required: ['container'],
  additionalProperties: false,
};
