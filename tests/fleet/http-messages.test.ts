import { expect, it } from 'vitest';
import { HttpMessages } from './http-messages.ts';

const COUNTED = 'POST /v1/sync HTTP/1.1\r\nHost: hub\r\nContent-Length: 5\r\n\r\nhello';
const CHUNKED =
  'HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\nA\r\n0123456789\r\n0\r\n\r\n';
const EMPTY = 'GET / HTTP/1.1\r\nHost: hub\r\n\r\n';
const ALL = [
  ['POST /v1/sync HTTP/1.1', 'hello'],
  ['HTTP/1.1 200 OK', 'abc0123456789'],
  ['GET / HTTP/1.1', ''],
];

it.each([1, 2, 7, 1_000])('are told apart in pieces of %i bytes', (size) => {
  const heard: string[][] = [];
  const messages = new HttpMessages(({ start, body }) => heard.push([start, body.toString()]));
  const bytes = Buffer.from(COUNTED + CHUNKED + EMPTY);
  for (let at = 0; at < bytes.length; at += size) messages.push(bytes.subarray(at, at + size));
  expect(heard).toEqual(ALL);
});

it.each([COUNTED, CHUNKED, EMPTY])('that breaks off is none: %j', (text) => {
  const heard: string[] = [];
  const messages = new HttpMessages(({ start }) => heard.push(start));
  messages.push(Buffer.from(text.slice(0, -1)));
  expect(heard).toEqual([]);
  messages.push(Buffer.from(text.slice(-1)));
  expect(heard).toHaveLength(1);
});
