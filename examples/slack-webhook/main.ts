// Tells Slack what becomes of the containers of an engine, and forgets nothing over a restart.
//   SLACK_WEBHOOK_URL=https://hooks.slack.com/services/... node -C @hale/source examples/slack-webhook/main.ts ./data
import { hostname } from 'node:os';
import { Agent } from '@hale/agent';
import { HaleError, TOLD_BY_DEFAULT } from '@hale/core';
import { connectEndpoint, discoverEndpoint, thisMachine } from '@hale/core/node';
import { systemClock, systemHash, systemRandom } from '@hale/core/system';
import { createInternetHttp } from '@hale/core/undici';
import { openAgentStore } from '@hale/store/sqlite';
import { bindTransport } from '@hale/transport';
import { egressPolicy } from '@hale/transport/egress';
import { slack } from '@hale/transport/slack';

const [folder = './data'] = process.argv.slice(2);
const stop = new AbortController();
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => stop.abort());

try {
  await tell(process.env['SLACK_WEBHOOK_URL']);
} catch (error) {
  if (!(error instanceof HaleError)) throw error;
  console.error([error.message, error.hint].filter(Boolean).join('\n'));
  process.exitCode = 2;
}

async function tell(url: string | undefined): Promise<void> {
  // A receiver of the same shape, such as Mattermost, need not be at slack.com.
  const compatible = process.env['SLACK_COMPATIBLE'] === '1';
  const transport = bindTransport(slack, { url, compatible });
  const found = await discoverEndpoint({}, thisMachine());
  if (found.kind === 'none') throw new HaleError('unreachable', `no socket at ${found.looked.join(', ')}`);
  const engine = await connectEndpoint(found.endpoint);
  const internet = createInternetHttp({ allowAddress: egressPolicy({ mode: 'operator' }) });
  const { store } = await openAgentStore(folder);
  const agent = await Agent.open({
    http: engine.http,
    internet: internet.http,
    store,
    clock: systemClock,
    random: systemRandom,
    hash: systemHash,
    sender: { host: hostname(), version: 'example' },
    destinations: [{ name: 'slack', rules: TOLD_BY_DEFAULT, transport }],
  });
  try {
    const running = agent.run(stop.signal);
    for await (const { subject, from, to } of agent.changes()) console.log(`${subject}: ${from} → ${to}`);
    await running;
  } finally {
    await Promise.all([store.close(), internet.close(), engine.close()]);
  }
}
