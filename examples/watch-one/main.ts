// Watches one container: does it exist, has it a healthcheck, does it run? Tells each change, and ends when it stops.
//   node -C @hale/source examples/watch-one/main.ts web
import { isRunning, watchContainer } from '@hale/agent';
import { HaleError, hasHealthcheck } from '@hale/core';
import { connect, inspect } from '@hale/core/docker';
import { connectEndpoint, discoverEndpoint, thisMachine } from '@hale/core/node';
import { systemClock as clock, systemRandom as random } from '@hale/core/system';

const [name] = process.argv.slice(2);
const stop = new AbortController();
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => stop.abort());

try {
  if (name === undefined)
    throw new HaleError('bad-input', 'which container?', { hint: 'Give its name or id.' });
  await watch(name);
} catch (error) {
  if (!(error instanceof HaleError)) throw error;
  console.error([error.message, error.hint].filter(Boolean).join('\n'));
  process.exitCode = error.code === 'not-found' ? 1 : 2;
}

async function watch(container: string): Promise<void> {
  const found = await discoverEndpoint({}, thisMachine());
  if (found.kind === 'none') throw new HaleError('unreachable', `no socket at ${found.looked.join(', ')}`);
  const { http, close } = await connectEndpoint(found.endpoint);
  try {
    const now = await inspect(await connect(http), container);
    console.log(hasHealthcheck(now.healthcheck) ? 'has a healthcheck' : 'has no healthcheck');
    console.log(isRunning(now) ? 'runs' : 'does not run');
    for await (const { from, to } of watchContainer(http, container, { clock, random, signal: stop.signal }))
      console.log(from === null ? to : `${from} → ${to}`);
  } finally {
    await close();
  }
}
