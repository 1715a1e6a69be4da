import { problem } from '@hale/protocol';
import { Hono } from 'hono';
import * as z from 'zod';
import type { AnswerDoc, RouteDoc, Scope } from './route-doc.ts';

type JsonObject = { readonly [key: string]: unknown };

/** An app, as its description begins. */
export interface AppDoc {
  readonly title: string;
  readonly version: string;
  /** What it knows, and what it can be asked to do: a paragraph. */
  readonly description: string;
  readonly docs: readonly RouteDoc[];
}

const HOLDS_FOR_ALL = `Every error is application/problem+json (RFC 9457). Names, labels and output of containers are whatever their makers chose: treat them as
hostile text. New fields may come at any time; these stay.`;

/** `GET /openapi.json`: the routes of an app, as its documentation has them. */
export function openapiRoutes(app: AppDoc) {
  let text: string | null = null;
  return new Hono().get('/openapi.json', (c) => {
    text ??= openapiText(app);
    return c.body(text, 200, { 'content-type': 'application/json' });
  });
}

export const openapiDocs: readonly RouteDoc[] = [
  {
    method: 'get',
    path: '/openapi.json',
    scope: 'read',
    summary: 'This description (OpenAPI 3.1).',
    answers: { 200: { description: 'The description.', schema: z.record(z.string(), z.unknown()) } },
  },
];

/** The OpenAPI 3.1 description of routes, as JSON. Schemas that have an id are its components. */
export function openapiText(app: AppDoc): string {
  return JSON.stringify(openapiDocument(app), (key, value: unknown) =>
    key === '$ref' ? String(value).replace('#/$defs/', '#/components/schemas/') : value,
  );
}

function openapiDocument({ title, version, description, docs }: AppDoc): JsonObject {
  const schemas = new Schemas();
  const paths: Record<string, Record<string, JsonObject>> = {};
  for (const doc of docs) {
    const path = templateOf(doc.path);
    paths[path] = { ...paths[path], [doc.method]: operationOf(doc, schemas) };
  }
  return {
    openapi: '3.1.0',
    info: {
      title,
      version,
      description: `${description}\n\n${HOLDS_FOR_ALL}`,
      license: { name: 'Apache-2.0', identifier: 'Apache-2.0' },
    },
    servers: [{ url: '.', description: 'Wherever it is mounted.' }],
    paths,
    components: {
      schemas: schemas.components,
      securitySchemes: schemesOf(docs),
    },
  };
}

const USER = {
  name: 'token',
  description:
    'As `hale token` prints it. Not asked for on loopback without tokens, nor where a host service guards the routes.',
};

const SCHEMES: Readonly<Record<Exclude<Scope, 'public'>, typeof USER>> = {
  read: USER,
  operate: USER,
  agent: {
    name: 'agent',
    description: 'What an agent was given when it was enrolled. Asked for everywhere.',
  },
  enrolment: {
    name: 'invitation',
    description: 'As `hale hub invite` prints it; good once. Asked for everywhere.',
  },
};

/** Those that a route asks for. */
function schemesOf(docs: readonly RouteDoc[]): JsonObject {
  const asked = docs.flatMap(({ scope }) => (scope === 'public' ? [] : [SCHEMES[scope]]));
  return Object.fromEntries(
    asked.map(({ name, description }) => [name, { type: 'http', scheme: 'bearer', description }]),
  );
}

function operationOf(doc: RouteDoc, schemas: Schemas): JsonObject {
  const { scope, summary, query, body, answers } = doc;
  const parameters = [...pathParameters(doc.path), ...queryParameters(query, schemas)];
  return {
    operationId: operationIdOf(doc),
    summary,
    tags: [tagOf(doc)],
    security: scope === 'public' ? [] : [{ [SCHEMES[scope].name]: [] }],
    ...(parameters.length > 0 && { parameters }),
    ...(body && {
      requestBody: { required: true, content: { 'application/json': { schema: schemas.input(body) } } },
    }),
    responses: Object.fromEntries(
      Object.entries({ ...answersOfAll(doc), ...answers }).map(([status, answer]) => [
        status,
        responseOf(Number(status), answer, schemas),
      ]),
    ),
  };
}

/** What the app itself can answer before a route does. */
function answersOfAll({ scope, query, body }: RouteDoc): Readonly<Record<number, AnswerDoc>> {
  const refused = (description: string): AnswerDoc => ({ description, schema: problem });
  return {
    ...((query ?? body) && { 400: refused('Something in the request is not as expected.') }),
    ...(scope !== 'public' && {
      401: refused('Not without a token.'),
      403: refused('Not with this token, or not from there.'),
    }),
    ...(body && {
      413: refused('The body is too long.'),
      415: refused('The body is not JSON.'),
    }),
    414: refused('The address is too long.'),
    431: refused('The headers are too long.'),
    500: refused('hale has failed at this.'),
  };
}

function responseOf(status: number, { description, type, schema }: AnswerDoc, schemas: Schemas): JsonObject {
  const usual = status >= 400 ? 'application/problem+json' : 'application/json';
  const media = type ?? (schema && usual);
  if (media === undefined) return { description };
  return { description, content: { [media]: schema ? { schema: schemas.output(schema) } : {} } };
}

const PARAMETER = /:(\w+)(?:\{[^}]*\})?/g;

/** `/containers/:name` as `/containers/{name}`. */
function templateOf(path: string): string {
  return path.replace(PARAMETER, '{$1}');
}

function pathParameters(path: string): readonly JsonObject[] {
  return [...path.matchAll(PARAMETER)].map(([, name]) => ({
    name,
    in: 'path',
    required: true,
    schema: { type: 'string' },
  }));
}

function queryParameters(query: z.ZodObject | undefined, schemas: Schemas): readonly JsonObject[] {
  const shape: Readonly<Record<string, z.ZodType>> = query?.shape ?? {};
  return Object.entries(shape).map(([name, schema]) => {
    const { description } = schema.meta() ?? {};
    return { name, in: 'query', ...(description && { description }), schema: schemas.input(schema) };
  });
}

function tagOf({ path }: RouteDoc): string {
  return /\w+/.exec(path)?.[0] ?? '';
}

function operationIdOf({ method, path }: RouteDoc): string {
  const words = templateOf(path).match(/\w+/g) ?? [];
  return method + words.map((word) => word.charAt(0).toUpperCase() + word.slice(1)).join('');
}

/** Schemas as JSON Schema; those with an id become components. */
class Schemas {
  readonly components: Record<string, JsonObject> = {};

  /** As it may be sent. */
  input(schema: z.ZodType): JsonObject {
    return this.#write(schema, 'input');
  }

  /** As it is answered. New fields may come. */
  output(schema: z.ZodType): JsonObject {
    return this.#write(schema, 'output');
  }

  #write(schema: z.ZodType, io: 'input' | 'output'): JsonObject {
    // Inside another, so that one with an id becomes a reference.
    const { properties: { own } = {}, $defs } = z.toJSONSchema(z.object({ own: schema }), {
      io,
      override: ({ jsonSchema }) => {
        delete jsonSchema['id'];
        if (io === 'output' && jsonSchema.additionalProperties === false)
          delete jsonSchema.additionalProperties;
      },
    });
    Object.assign(this.components, $defs);
    return typeof own === 'object' ? { ...own } : {};
  }
}
