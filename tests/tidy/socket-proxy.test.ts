import type { Http } from '@hale/core';
import { connect, type Engine, events, info, inspect, list, ping, version } from '@hale/core/docker';
import { createExec, inspectExec, startExec } from '@hale/core/docker/exec';
import { expect, it } from 'vitest';
import { read } from './tree.ts';

/** The rules that SECURITY.md gives for a socket proxy. */
const rules = read('SECURITY.md')
  .split('\n')
  .flatMap((line) => {
    const [, method, pattern] = /^(HEAD|GET|POST) +(\^.*\$)$/.exec(line) ?? [];
    return method !== undefined && pattern !== undefined ? [{ method, path: new RegExp(pattern) }] : [];
  });

const allows = (request: string): boolean => {
  const [method = '', path = ''] = request.split(' ');
  return rules.some((rule) => rule.method === method && rule.path.test(path));
};

type Ask = (engine: Engine) => Promise<unknown>;

/** What is sent; the answer, which is no answer, does not matter. */
async function requestsOf(ask: Ask): Promise<readonly string[]> {
  const sent: string[] = [];
  const http: Http = async ({ method, url }) => {
    sent.push(`${method} ${new URL(url).pathname}`);
    return { status: 500, headers: {}, body: (async function* () {})() };
  };
  const engine: Engine = { http, kind: 'docker', apiVersion: '1.44', engineApiVersion: '1.44', date: null };
  await ask(engine).catch(() => undefined);
  return sent;
}

const asks: Readonly<Record<string, Ask>> = {
  connect: ({ http }) => connect(http),
  ping: ({ http }) => ping(http),
  version: (engine) => version(engine),
  info: (engine) => info(engine),
  list: (engine) => list(engine, { all: true }),
  'inspect by name': (engine) => inspect(engine, 'web_1.a-b'),
  'inspect by id': (engine) => inspect(engine, 'f'.repeat(64)),
  events: (engine) => events(engine),
};

it.each(Object.entries(asks))('SECURITY.md tells a proxy to let through: %s', async (_name, ask) => {
  const sent = await requestsOf(ask);
  expect(sent).not.toEqual([]);
  expect(sent.filter((request) => !allows(request))).toEqual([]);
});

it('SECURITY.md tells a proxy to hold back what changes or reveals', async () => {
  const exec = [
    ...(await requestsOf((engine) => createExec(engine, 'web', { cmd: ['true'] }))),
    ...(await requestsOf((engine) => startExec(engine, 'f'.repeat(64)))),
    ...(await requestsOf((engine) => inspectExec(engine, 'f'.repeat(64)))),
  ];
  expect(exec).toHaveLength(3);
  const others = [
    'GET /v1.44/containers/web/archive',
    'GET /v1.44/containers/web/export',
    'GET /v1.44/containers/web/logs',
    'GET /v1.44/containers/../json',
    'GET /v1.44/containers/web/../../images/json',
    'GET /v1.44/images/json',
    'POST /v1.44/containers/web/kill',
    'POST /v1.44/containers/create',
    'DELETE /v1.44/containers/web',
  ];
  expect([...exec, ...others].filter(allows)).toEqual([]);
});
