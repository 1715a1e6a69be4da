import { mkdir, rename, rm, symlink } from 'node:fs/promises';
import { join } from 'node:path';
import { createSimulatedClock, type SimulatedClock } from '@hale/core/testing';
import { expect, it, onTestFinished } from 'vitest';
import { FOLLOW_MS, followConfig, MAX_SETTLE_ROUNDS, SETTLE_MS } from './follow.ts';
import { problemText } from './problem.ts';
import { type TestFolder, testFolder } from './testing/folder.ts';

/** What is yielded, in words: the name, or the first problem. */
async function follow(
  folder: TestFolder,
  file?: string,
): Promise<{ readonly clock: SimulatedClock; readonly seen: string[]; pass(ms: number): Promise<void> }> {
  const clock = createSimulatedClock();
  const over = new AbortController();
  const seen: string[] = [];
  const load = () => folder.load({}, file === undefined ? {} : { file });
  const first = await load();
  const run = (async () => {
    for await (const { settings, problems } of followConfig(first, load, { clock, signal: over.signal }))
      seen.push(settings?.name ?? problems.map(problemText).join());
  })();
  onTestFinished(async () => {
    over.abort(new Error('over'));
    await expect(run).rejects.toThrow('over');
  });
  const pass = async (ms: number): Promise<void> => {
    await clock.advance(ms);
    // What reads files sleeps again once it is done with them.
    await expect.poll(() => clock.sleepers, { interval: 2 }).toBe(1);
  };
  await pass(0);
  return { clock, seen, pass };
}

it('yields what a file has become, once', async () => {
  const folder = await testFolder();
  await folder.write('work/hale.yaml', 'name: one');
  const { seen, pass } = await follow(folder);
  await pass(FOLLOW_MS);
  expect(seen).toEqual([]);
  await folder.write('work/hale.yaml', 'name: two');
  await pass(FOLLOW_MS - 1);
  expect(seen).toEqual([]);
  await pass(1);
  await pass(SETTLE_MS);
  expect(seen).toEqual(['two']);
  await pass(FOLLOW_MS);
  expect(seen).toEqual(['two']);
});

it('yields what is wrong, then what is right again', async () => {
  const folder = await testFolder();
  await folder.write('work/hale.yaml', 'name: one');
  const { seen, pass } = await follow(folder);
  for (const text of ['name: 2', 'name: one']) {
    await folder.write('work/hale.yaml', text);
    await pass(FOLLOW_MS);
    await pass(SETTLE_MS);
  }
  expect(seen).toEqual(['hale.yaml:1:1 name: expected text, got a number', 'one']);
});

it('waits until a file stays as it is', async () => {
  const folder = await testFolder();
  await folder.write('work/hale.yaml', 'name: one');
  const { seen, pass } = await follow(folder);
  await folder.write('work/hale.yaml', 'name: "half');
  await pass(FOLLOW_MS);
  await folder.write('work/hale.yaml', 'name: "whole"');
  await pass(SETTLE_MS);
  expect(seen).toEqual([]);
  await pass(SETTLE_MS);
  expect(seen).toEqual(['whole']);
});

it('takes a file as it is that never stays so', async () => {
  const folder = await testFolder();
  const { seen, pass } = await follow(folder);
  await folder.write('work/hale.yaml', 'name: n');
  await pass(FOLLOW_MS);
  for (let round = 0; round < MAX_SETTLE_ROUNDS; round += 1) {
    expect(seen).toEqual([]);
    await folder.write('work/hale.yaml', `name: n${round}`);
    await pass(SETTLE_MS);
  }
  expect(seen).toEqual([`n${MAX_SETTLE_ROUNDS - 1}`]);
});

it('opens nothing for a file that does not stay', async () => {
  const folder = await testFolder();
  const { seen, pass } = await follow(folder);
  for (const name of ['a', 'b', 'c']) {
    await folder.write('work/hale.yaml', `name: ${name}\ndestinations: { log: { stdout: } }`);
    await pass(name === 'a' ? FOLLOW_MS : SETTLE_MS);
  }
  await pass(SETTLE_MS);
  expect([seen, folder.open()]).toEqual([['c'], 1]);
});

it('notices a file that another replaces, that comes, that goes', async () => {
  const folder = await testFolder();
  const path = join(folder.path, 'work/hale.yaml');
  const { seen, pass } = await follow(folder);
  await rename(await folder.write('new', 'name: come'), path);
  await pass(FOLLOW_MS);
  await pass(SETTLE_MS);
  await rename(await folder.write('new', 'name: replaced'), path);
  await pass(FOLLOW_MS);
  await pass(SETTLE_MS);
  await rm(path);
  await pass(FOLLOW_MS);
  await pass(SETTLE_MS);
  expect(seen).toEqual(['come', 'replaced', 'box']);
});

it('notices links that lead elsewhere, as Kubernetes mounts a volume', async () => {
  const folder = await testFolder();
  await folder.write('v1/hale.yaml', 'name: one');
  await folder.write('v2/hale.yaml', 'name: two');
  const mount = join(folder.path, 'mount');
  await mkdir(mount);
  await symlink('../v1', join(mount, '..data'));
  await symlink('..data/hale.yaml', join(mount, 'hale.yaml'));
  const { seen, pass } = await follow(folder, join(mount, 'hale.yaml'));
  await symlink('../v2', join(mount, '..data_tmp'));
  await rename(join(mount, '..data_tmp'), join(mount, '..data'));
  await pass(FOLLOW_MS);
  await pass(SETTLE_MS);
  expect(seen).toEqual(['two']);
});

it('notices a secret that is another', async () => {
  const folder = await testFolder();
  await folder.write('work/hale.yaml', 'name: one\nping: { file: secret }');
  await folder.write('work/secret', 'https://ping.example/1');
  const { seen, pass } = await follow(folder);
  await folder.write('work/secret', 'https://ping.example/2');
  await pass(FOLLOW_MS);
  await pass(SETTLE_MS);
  expect(seen).toEqual(['one']);
  await rm(join(folder.path, 'work/secret'));
  await pass(FOLLOW_MS);
  await pass(SETTLE_MS);
  expect(seen).toEqual([
    'one',
    `hale.yaml:2:1 ping: there is no file ${join(folder.surroundings.folder, 'secret')}`,
  ]);
});
