// A service of one's own that gathers what agents on many hosts report. It prints the command to paste on a host; what they know is under /hub.
//   node -C @hale/source examples/hub/main.ts ./data
import { randomBytes } from 'node:crypto';
import { hostname } from 'node:os';
import { RefusalCounts } from '@hale/api';
import { HaleError } from '@hale/core';
import { gunzip, systemClock, systemHash, systemRandom } from '@hale/core/system';
import { createInternetHttp } from '@hale/core/undici';
import { createHubApp, Hub } from '@hale/hub';
import { openHubStore } from '@hale/store/sqlite';
import { egressPolicy } from '@hale/transport/egress';
import { serve } from '@hono/node-server';
import { Hono } from 'hono';

const [folder = './data'] = process.argv.slice(2);
const stop = new AbortController();
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => stop.abort());

try {
  await gather(Number(process.env['PORT'] ?? '3000'));
} catch (error) {
  if (!(error instanceof HaleError)) throw error;
  console.error([error.message, error.hint].filter(Boolean).join('\n'));
  process.exitCode = 2;
}

async function gather(port: number): Promise<void> {
  const { store } = await openHubStore(folder);
  const internet = createInternetHttp({ allowAddress: egressPolicy({ mode: 'operator' }) });
  const { hub } = await Hub.open({
    store,
    internet: internet.http,
    clock: systemClock,
    random: systemRandom,
    hash: systemHash,
    secret: () => randomBytes(32).toString('base64url'),
    sender: { host: hostname(), version: 'example' },
  });
  const refusals = new RefusalCounts({ clock: systemClock });
  // Agents prove themselves at every door. Whoever else is to look from another machine needs a token: GET /hub/openapi.json says how.
  const access = { door: 'loopback', tokens: [], hash: systemHash, refusals } as const;
  const app = new Hono()
    .get('/', (c) => c.text('a service of mine\n'))
    .route('/hub', createHubApp(hub, { access, gunzip }));

  const { token } = await hub.enrolment.invite();
  const server = serve({ fetch: app.fetch, port, hostname: '127.0.0.1' }, ({ port: at }) =>
    console.log(`HALE_HUB_TOKEN=${token} hale agent --hub http://127.0.0.1:${at}/hub`),
  );
  try {
    await hub.run(stop.signal);
  } finally {
    await new Promise((resolve) => server.close(resolve));
    await Promise.all([store.close(), internet.close()]);
  }
}
