import { readCheckRules } from '@hale/agent';
import { describe, expect, it } from 'vitest';
import { jsonSchema, keysAt } from './json-schema.ts';
import { valueAt } from './layers.ts';
import type { Path } from './problem.ts';
import { fakeSlack, fakeWebhook } from './testing/transports.ts';

const schema = jsonSchema([fakeSlack, fakeWebhook]);
const DESTINATION = ['properties', 'destinations', 'additionalProperties'];

describe('the JSON Schema', () => {
  it.each<[Path, readonly string[]]>([
    [['engine'], ['host', 'context']],
    [
      ['watch', 'include', 3],
      ['name', 'project', 'label'],
    ],
    [
      ['destinations', 'any'],
      ['tell', 'remind', 'slack', 'webhook'],
    ],
    [
      ['destinations', 'any', 'slack'],
      ['url', 'channel'],
    ],
    [
      ['destinations', 'any', 'slack', 'url'],
      ['env', 'file'],
    ],
    [
      ['destinations', 'any', 'webhook', 'auth'],
      ['token', 'user', 'password'],
    ],
    [['ping'], ['env', 'file']],
    [['hub'], ['url', 'token', 'tells', 'sync']],
    [
      ['hub', 'token'],
      ['env', 'file'],
    ],
    [['name', 'x'], []],
    [['nowhere'], []],
  ])('knows the keys at %j', (path, keys) => {
    expect(keysAt(schema, path)).toEqual(keys);
  });

  it('has a reference beside each text of a transport, and beside nothing else', () => {
    const options = [...DESTINATION, 'properties', 'webhook', 'properties'];
    const { url, method, retries } = valueAt(schema, options) as Record<string, unknown>;
    expect(url).toEqual({
      anyOf: [
        { type: 'string', format: 'uri' },
        {
          type: 'object',
          properties: { env: { type: 'string' } },
          required: ['env'],
          additionalProperties: false,
        },
        {
          type: 'object',
          properties: { file: { type: 'string' } },
          required: ['file'],
          additionalProperties: false,
        },
      ],
    });
    expect(method).toMatchObject({ enum: ['POST', 'PUT'] });
    expect(retries).toMatchObject({ type: 'number', maximum: 5 });
  });

  it('asks for one transport', () => {
    expect(valueAt(schema, [...DESTINATION, 'oneOf'])).toEqual([
      { required: ['slack'] },
      { required: ['webhook'] },
    ]);
  });

  it('knows the keys of a check that are read, and no others', () => {
    let message = '';
    try {
      readCheckRules([{ container: 'x', nonsense: 1 }]);
    } catch (error) {
      message = String(error);
    }
    const [, list = ''] = /there are (.*)$/.exec(message) ?? [];
    expect(keysAt(schema, ['checks', 0]).toSorted()).toEqual(list.split(', ').toSorted());
  });
});
