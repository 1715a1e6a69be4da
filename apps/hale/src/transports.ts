import type { TransportDefinition } from '@hale/transport';
import { slack } from '@hale/transport/slack';
import { stdoutTransport } from '@hale/transport/stdout';
import { webhook } from '@hale/transport/webhook';
import type { Output } from './io.ts';

/** The kinds of destination that a configuration can name. */
export function transports(stdout: Output): readonly TransportDefinition[] {
  return [slack, webhook, stdoutTransport((line) => stdout.write(`${line}\n`))];
}
