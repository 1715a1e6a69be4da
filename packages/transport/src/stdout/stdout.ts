import * as z from 'zod';
import { bodyOf, MAX_JSON_BODY_BYTES } from '../json-body.ts';
import { defineTransport, type TransportDefinition } from '../transport.ts';

const options = z.strictObject({});

/** One line of JSON for each transition, as a webhook is sent it. `write` takes a line without its end. */
export function stdoutTransport(write: (line: string) => Promise<void>): TransportDefinition<typeof options> {
  return defineTransport({
    id: 'stdout',
    options,
    capabilities: {
      delivery: 'event',
      confirms: 'delivered',
      dedup: 'key',
      batch: 1,
      maxBytes: MAX_JSON_BODY_BYTES,
    },
    secrets: () => [],
    open: () => ({
      async send(notifications, context) {
        for (const { entry } of notifications) await write(JSON.stringify(bodyOf(entry, context)));
        return { kind: 'ok' };
      },
      close: () => Promise.resolve(),
    }),
    fixtures: { options: {}, replies: [] },
  });
}
