// A hub as `hale hub` serves it, but for how it stores. It enrols its agents, says where it answers, and ends with whoever has started it.
import { randomBytes } from 'node:crypto';
import { systemClock, systemHash, systemRandom } from '@hale/core/system';
import { Hub } from '@hale/hub';
import { PROTOCOL } from '@hale/protocol/sync';
import { runHub } from '../../apps/hale/src/hub/run.ts';
import { type HubAccount, hubTask } from './hub-words.ts';
import { openStore } from './store.ts';

/** No agent is to be missed while it waits for its turn. */
const LEAST_SYNC_MS = 60 * 60_000;

const { storing, folder, agents } = hubTask.parse(JSON.parse(process.argv[2] ?? ''));
const { store, sql } = await openStore(storing, folder);
const { hub } = await Hub.open({
  store,
  internet: () => Promise.reject(new Error('nobody is to be told')),
  clock: systemClock,
  random: systemRandom,
  hash: systemHash,
  secret: () => randomBytes(32).toString('base64url'),
  sender: { host: 'bench', version: 'bench' },
  leastSyncMs: LEAST_SYNC_MS,
});
const { url, run } = await runHub(hub, {
  listen: { host: '127.0.0.1', port: 0 },
  tokens: [],
  hash: systemHash,
  signal: new AbortController().signal,
});

const tokens: string[] = [];
for (let n = 0; n < agents; n += 1) tokens.push(await enrolled(`host-${n}`));

process.on('message', () => void account().then((given) => process.send?.(given)));
process.on('disconnect', () => process.exit());
process.send?.({ url, tokens });
await run();

async function enrolled(name: string): Promise<string> {
  const { token } = await hub.enrolment.invite();
  const reply = await hub.enrolment.enrol(token, {
    protocol: { min: PROTOCOL, max: PROTOCOL },
    host: { name, os: 'linux', arch: 'x64', engine: 'Docker 29.1' },
  });
  if (reply.kind !== 'ok') throw new Error(`${name} cannot enrol: ${reply.kind}`);
  return reply.answer.token;
}

async function account(): Promise<HubAccount> {
  const { user, system } = process.cpuUsage();
  const [row] = await sql.query({
    sql: `select count(*) as stored from transition where agent <> ''`,
    parameters: [],
  });
  return { cpuUs: user + system, stored: Number(row?.['stored']) };
}
