import type { Http } from '@hale/core';
import type { Engine } from '@hale/core/docker';
import { createSimulatedClock } from '@hale/core/testing';
import { expect, it } from 'vitest';
import { Stop } from '../io.ts';
import { checkStream, STREAM_DEADLINE_MS, STREAM_HOLD_MS } from './stream.ts';

const engineOf = (http: Http): Engine => ({
  http,
  kind: 'docker',
  apiVersion: '1.45',
  engineApiVersion: '1.45',
  date: 1_000_000,
});

/** An answer to `GET /events` that stays open until it is aborted. */
const open: Http = async ({ signal }) => ({
  status: 200,
  headers: {},
  body: (async function* () {
    await new Promise((_, reject) => signal?.addEventListener('abort', () => reject(signal.reason)));
  })(),
});

it('believes a stream that stands for a while, and asks from a moment ago', async () => {
  const clock = createSimulatedClock();
  const asked: string[] = [];
  const http: Http = (request) => {
    asked.push(request.url);
    return open(request);
  };
  const finding = checkStream(engineOf(http), clock, new AbortController().signal);
  await clock.advance(STREAM_HOLD_MS);
  expect(await finding).toMatchObject({ verdict: 'fine', text: 'the stream stands, it opened within 0 ms' });
  expect(asked).toEqual([expect.stringContaining('since=999&')]);
  expect(clock.sleepers).toBe(0);
});

it('sees one that is cut', async () => {
  const http: Http = async () => ({ status: 200, headers: {}, body: (async function* () {})() });
  const finding = await checkStream(engineOf(http), createSimulatedClock(), new AbortController().signal);
  expect(finding).toMatchObject({ verdict: 'problem', advice: expect.stringContaining('--poll 1s') });
});

it('does not wait for ever for its beginning', async () => {
  const clock = createSimulatedClock();
  const http: Http = ({ signal }) =>
    new Promise((_, reject) => signal?.addEventListener('abort', () => reject(signal.reason)));
  const finding = checkStream(engineOf(http), clock, new AbortController().signal);
  await clock.advance(STREAM_DEADLINE_MS);
  expect(await finding).toMatchObject({
    verdict: 'problem',
    text: 'no answer to GET /events within 5000 ms',
  });
});

it('ends when it is told to', async () => {
  const clock = createSimulatedClock();
  const stopped = new AbortController();
  const finding = checkStream(engineOf(open), clock, stopped.signal);
  await clock.advance(10);
  stopped.abort(new Stop('SIGINT'));
  await expect(finding).rejects.toBe(stopped.signal.reason);
  expect(clock.sleepers).toBe(0);
});
