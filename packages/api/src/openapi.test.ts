import { describe, expect, it } from 'vitest';
import * as z from 'zod';
import { openapiText } from './openapi.ts';
import { repeatable } from './page.ts';
import type { RouteDoc } from './route-doc.ts';

const thing = z.object({ name: z.string(), size: z.int().optional() }).meta({ id: 'TestThing' });
const description = z.object({
  info: z.record(z.string(), z.unknown()),
  paths: z.record(z.string(), z.record(z.string(), z.unknown())),
  components: z.object({
    schemas: z.record(z.string(), z.unknown()),
    securitySchemes: z.record(z.string(), z.unknown()),
  }),
});
const ROUTE: RouteDoc = { method: 'get', path: '/things', scope: 'read', summary: 'Things.', answers: {} };
const described = (...docs: readonly Partial<RouteDoc>[]) =>
  description.parse(
    JSON.parse(
      openapiText({
        title: 'things',
        version: '1.2.3',
        description: 'Some things.',
        docs: docs.map((doc) => ({ ...ROUTE, ...doc })),
      }),
    ),
  );

it('begins with what the app is, and what holds for all', () => {
  const { info } = described({});
  expect(info).toMatchObject({ title: 'things', version: '1.2.3' });
  expect(info['description']).toMatch(/^Some things\.\n\nEvery error is application\/problem\+json/);
});

describe('a route', () => {
  it('has a path, an id, a tag, and the scope of its token', () => {
    const { paths } = described({ path: '/things/:name/parts', method: 'post' });
    expect(paths['/things/{name}/parts']?.['post']).toMatchObject({
      operationId: 'postThingsNameParts',
      tags: ['things'],
      security: [{ token: [] }],
      parameters: [{ name: 'name', in: 'path', required: true, schema: { type: 'string' } }],
    });
  });

  it('may take a name that fits a pattern', () => {
    expect(Object.keys(described({ path: '/things/:name{.+\\.svg}' }).paths)).toEqual(['/things/{name}']);
  });

  it('that is public asks for no token, and refuses nobody', () => {
    const operation = described({ scope: 'public' }).paths['/things']?.['get'];
    expect(operation).toMatchObject({ security: [] });
    expect(operation).not.toHaveProperty('responses.401');
  });

  it.each([
    ['read', 'token'],
    ['operate', 'token'],
    ['agent', 'agent'],
    ['enrolment', 'invitation'],
  ] as const)('for whom may %s asks for the scheme %s', (scope, scheme) => {
    const { paths, components } = described({ scope });
    expect(paths['/things']?.['get']).toMatchObject({ security: [{ [scheme]: [] }] });
    expect(components.securitySchemes).toEqual({
      [scheme]: { type: 'http', scheme: 'bearer', description: expect.any(String) },
    });
  });

  it('shares its path with another method', () => {
    const { paths } = described({ method: 'get' }, { method: 'delete', scope: 'operate' });
    expect(Object.keys(paths['/things'] ?? {})).toEqual(['get', 'delete']);
  });
});

describe('a schema', () => {
  it('with an id is a component, wherever it is used', () => {
    const { paths, components } = described({
      body: thing,
      answers: { 200: { description: 'It.', schema: z.object({ items: z.array(thing) }) } },
    });
    const $ref = '#/components/schemas/TestThing';
    expect(paths['/things']?.['get']).toMatchObject({
      requestBody: { content: { 'application/json': { schema: { $ref } } } },
      responses: {
        200: { content: { 'application/json': { schema: { properties: { items: { items: { $ref } } } } } } },
      },
    });
    expect(components.schemas['TestThing']).toMatchObject({ type: 'object', required: ['name'] });
    expect(components.schemas['TestThing']).not.toHaveProperty('additionalProperties');
  });

  it('of a parameter is as it may be sent', () => {
    const query = z.object({
      limit: z.coerce.number<string>().int().default(50).meta({ description: 'How many.' }),
      word: repeatable(z.string(), 3),
    });
    expect(described({ query }).paths['/things']?.['get']).toMatchObject({
      parameters: [
        { name: 'limit', in: 'query', description: 'How many.', schema: { type: 'integer', default: 50 } },
        { name: 'word', in: 'query', schema: { type: 'array', items: { type: 'string' }, maxItems: 3 } },
      ],
      responses: { 400: {} },
    });
  });
});

describe('an answer', () => {
  it.each([
    [200, undefined, 'application/json'],
    [404, undefined, 'application/problem+json'],
    [200, 'image/svg+xml', 'image/svg+xml'],
  ])('%i of type %s is %s', (status, type, media) => {
    const answer = { description: 'It.', schema: z.string(), ...(type && { type }) };
    const operation = described({ answers: { [status]: answer } }).paths['/things']?.['get'];
    expect(operation).toHaveProperty(['responses', String(status), 'content', media]);
  });
});
