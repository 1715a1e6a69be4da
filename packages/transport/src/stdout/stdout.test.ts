import { anEntry } from '@hale/core/testing';
import { expect, it } from 'vitest';
import { bindTransport } from '../destination.ts';
import { jsonBody } from '../json-body.ts';
import { describeTransport } from '../testing/conformance.ts';
import { aContext, aNotification } from '../testing/notifications.ts';
import { stdoutTransport } from './stdout.ts';

describeTransport(
  'stdout',
  stdoutTransport(async () => undefined),
);

it('writes each transition as one line of what a webhook is sent', async () => {
  const lines: string[] = [];
  const { speak } = bindTransport(
    stdoutTransport(async (line) => void lines.push(line)),
    {},
  );
  if (speak.kind !== 'channel') throw new Error('stdout is a channel');
  const sender = { host: 'web-3', version: '1' };
  const notifications = [{ entry: anEntry('unhealthy'), ends: null, reminder: false, flapping: null }];
  const context = { now: 0, tier: 0, receipt: null, sender, signal: AbortSignal.timeout(1_000) } as const;

  expect(await speak.send(notifications, context)).toEqual({ kind: 'ok' });

  expect(lines).toHaveLength(1);
  expect(jsonBody.parse(JSON.parse(lines[0] ?? ''))).toMatchObject({ to: 'unhealthy', host: 'web-3' });
});

it('has not told what could not be written', async () => {
  const { speak } = bindTransport(
    stdoutTransport(() => Promise.reject(new Error('EPIPE'))),
    {},
  );
  if (speak.kind !== 'channel') throw new Error('stdout is a channel');
  const context = aContext();
  const signal = new AbortController().signal;
  await expect(speak.send([aNotification('unhealthy')], { ...context, signal })).rejects.toThrow('EPIPE');
});
