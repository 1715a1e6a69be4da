import { readdirSync, statSync, writeFileSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { temporaryFolder } from '../testing/folder.ts';
import { type Identity, identityFile, identityInMemory } from './identity.ts';

const ANN: Identity = {
  url: 'https://hub.example.com',
  hub: 'h'.repeat(26),
  agent: 'a'.repeat(26),
  token: `hale_a1_${'k'.repeat(16)}_${'s'.repeat(43)}`,
  by: 'i'.repeat(16),
};

describe('a file with an identity', () => {
  it('is there after the process, for its owner alone, and nothing else is', async () => {
    const folder = await temporaryFolder();
    const keep = identityFile(folder, 'hub.json');
    expect(await keep.read()).toBeNull();
    await keep.write(ANN);
    await keep.write({ ...ANN, agent: 'b'.repeat(26) });
    expect(await identityFile(folder, 'hub.json').read()).toEqual({ ...ANN, agent: 'b'.repeat(26) });
    expect(readdirSync(folder)).toEqual(['hub.json']);
    expect(statSync(join(folder, 'hub.json')).mode & 0o777).toBe(0o600);
  });

  it.each([
    '',
    '{',
    'null',
    JSON.stringify({ ...ANN, token: 'nonsense' }),
    JSON.stringify({ ...ANN, url: 1 }),
  ])('is none if it says %j', async (text) => {
    const folder = await temporaryFolder();
    writeFileSync(join(folder, 'hub.json'), text);
    expect(await identityFile(folder, 'hub.json').read()).toBeNull();
  });

  it('that cannot be written is said to be so, and holds until the end of the process', async () => {
    const folder = await temporaryFolder();
    const keep = identityFile(join(folder, 'gone'), 'hub.json');
    await expect(keep.write(ANN)).rejects.toThrow('ENOENT');
    expect(await keep.read()).toEqual(ANN);
    await rm(folder, { recursive: true });
  });
});

it('in memory it holds as long', async () => {
  const keep = identityInMemory();
  expect(await keep.read()).toBeNull();
  await keep.write(ANN);
  expect(await keep.read()).toEqual(ANN);
});
