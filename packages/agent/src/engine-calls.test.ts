import type { Http } from '@hale/core';
import { expect, test } from 'vitest';
import { countCalls } from './engine-calls.ts';

const ID = 'c0ffee'.padEnd(64, '0');

function counting() {
  const asked: string[] = [];
  const http: Http = async ({ url }) => {
    asked.push(url);
    throw new Error('refused');
  };
  return { asked, ...countCalls(http) };
}

test.each([
  ['/_ping', 'ping'],
  ['/v1.45/_ping', 'ping'],
  ['/version', 'version'],
  ['/v1.45/info', 'info'],
  ['/v1.45/events?since=1&filters=%7B%7D', 'events'],
  ['/v1.45/containers/json?all=1', 'list'],
  [`/v1.45/containers/${ID}/json`, 'inspect'],
  ['/containers/json/json', 'inspect'],
  [`/v1.45/containers/${ID}/exec`, 'exec'],
  [`/v1.45/exec/${ID}/start`, 'exec'],
  [`/v1.45/exec/${ID}/json`, 'exec'],
  [`/v1.45/containers/${ID}/logs`, 'other'],
  ['/v2/containers/json', 'other'],
])('%s is counted as %s, whatever comes of it', async (path, kind) => {
  const { http, counts, asked } = counting();
  await expect(http({ method: 'GET', url: `http://docker${path}` })).rejects.toThrow('refused');
  expect(asked).toEqual([`http://docker${path}`]);
  expect(Object.entries(counts).filter(([, count]) => count > 0)).toEqual([[kind, 1]]);
});
