import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { systemHash } from '@hale/core/system';
import { createAgentStore, verifyJournal } from '@hale/store';
import { openSqlite } from '@hale/store/sqlite';
import { expect, it } from 'vitest';
import { type Receiver, receiver } from '../../apps/hale/src/testing/receiver.ts';
import { Hale, runHale, temporaryFolder } from './hale.ts';
import { servedEngine } from './served-engine.ts';

const web = { name: 'web', was: { status: 'running', forMs: 60_000 } } as const;

/** Its only setting: the address that it tells. */
async function setUp() {
  const engine = await servedEngine(web);
  const ops = await receiver();
  const data = await temporaryFolder();
  const env = { ...engine.env, HALE_DATA: data, HALE_WEBHOOK_URL: `${ops.origin}/s3cretPathOfTheHook` };
  const start = async (): Promise<Hale> => {
    const agent = new Hale(['agent'], { env });
    await agent.until('it watches', ({ lines }) => lines.length > 0);
    return agent;
  };
  return { engine, ops, data, env, start };
}

function changesOf({ heard }: Receiver): readonly string[] {
  return heard.map(({ body }) => JSON.parse(body)).map(({ from, to }) => `${from} → ${to}`);
}

async function end(agent: Hale, signal: NodeJS.Signals): Promise<number | NodeJS.Signals> {
  agent.process.kill(signal);
  return agent.exit;
}

it('goes on after kill -9: nothing is told twice, nothing is lost, the journal is whole', async () => {
  const { engine, ops, data, env, start } = await setUp();
  const first = await start();
  await engine.act('web', { do: 'pause' });
  await expect.poll(() => changesOf(ops)).toEqual(['running → paused']);
  // It is settled, and not merely heard.
  await expect
    .poll(async () => JSON.parse((await runHale(['notify', 'list', '--json'], { env })).stdout).waiting)
    .toEqual([]);
  expect(await end(first, 'SIGKILL')).toBe('SIGKILL');

  await engine.act('web', { do: 'unpause' });
  await engine.act('web', { do: 'exit', code: 3 });
  const second = await start();
  await expect.poll(() => changesOf(ops)).toEqual(['running → paused', 'paused → crashed']);
  await engine.act('web', { do: 'start' });
  await expect.poll(() => changesOf(ops)).toHaveLength(3);
  expect(await end(second, 'SIGTERM')).toBe(0);
  expect(changesOf(ops)).toEqual(['running → paused', 'paused → crashed', 'crashed → running']);

  const [folder = ''] = await readdir(data);
  const { sql } = openSqlite(join(data, folder, 'agent.db'));
  const store = createAgentStore(sql);
  const entries = (await store.history({ limit: 100 })).toReversed();
  expect(entries.map(({ seq, to }) => `${seq} ${to}`)).toEqual([
    '1 running',
    '2 paused',
    '3 crashed',
    '4 running',
  ]);
  expect(new Set(entries.map(({ epoch }) => epoch)).size).toBe(1);
  expect(await verifyJournal(sql, systemHash)).toEqual({ entries: 4, breach: null });
  await store.close();
  expect(first.stderr + second.stderr).not.toContain('s3cret');
});

it('at SIGTERM waits for the answer that is under way, and does not send again', async () => {
  const { engine, ops, start } = await setUp();
  ops.answer('hangs');
  const first = await start();
  await engine.act('web', { do: 'pause' });
  await expect.poll(() => changesOf(ops)).toHaveLength(1);
  expect(engine.watchers).toBe(1);
  first.process.kill('SIGTERM');
  await expect.poll(() => engine.watchers).toBe(0);
  expect(first.process.exitCode).toBeNull();
  ops.answer({ status: 200 });
  expect(await first.exit).toBe(0);

  const second = await start();
  await engine.act('web', { do: 'unpause' });
  await expect.poll(() => changesOf(ops)).toHaveLength(2);
  expect(await end(second, 'SIGTERM')).toBe(0);
  expect(changesOf(ops)).toEqual(['running → paused', 'paused → running']);
});

it('is alone in its folder', async () => {
  const { data, env, start } = await setUp();
  const first = await start();
  const { code, stdout, stderr } = await runHale(['agent'], { env });
  expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
  expect(stderr).toMatch(/^hale: another agent has \S+\n {2}end that agent, or give this one a folder/);
  expect(stderr).toContain(data);
  expect(await end(first, 'SIGTERM')).toBe(0);
});

it('sends what `hale notify retry` makes due, although it has left the receiver alone', async () => {
  const { engine, ops, env, start } = await setUp();
  ops.answer({ status: 410 });
  const agent = await start();
  await engine.act('web', { do: 'pause' });
  await agent.until('it is given up on', ({ stderr }) =>
    stderr.includes('destination is not tried any more'),
  );
  ops.answer({ status: 200 });
  expect(await runHale(['notify', 'retry'], { env })).toEqual({
    code: 0,
    stdout: '1 message due now; an agent that runs sends within 5 s\n',
    stderr: '',
  });
  await expect
    .poll(() => changesOf(ops), { timeout: 10_000 })
    .toEqual(['running → paused', 'running → paused']);
  expect(new Set(ops.heard.map(({ body }) => JSON.parse(body).id)).size).toBe(1);
  await agent.until('it is said', ({ stderr }) => stderr.includes('destination is tried again'));
  expect(await end(agent, 'SIGTERM')).toBe(0);
});
