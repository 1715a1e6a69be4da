import { mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { SETTINGS_FILE_LIMIT_BYTES, thisMachine } from './machine.ts';

const { readText, exists } = thisMachine();
let folder = '';
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'hale-'));
});
afterAll(() => rm(folder, { recursive: true }));

describe('thisMachine', () => {
  it('reads a file up to the limit, and says when it is over', async () => {
    const path = join(folder, 'config.json');
    await writeFile(path, 'x'.repeat(SETTINGS_FILE_LIMIT_BYTES));
    expect(await readText(path)).toHaveLength(SETTINGS_FILE_LIMIT_BYTES);
    await writeFile(path, 'x'.repeat(SETTINGS_FILE_LIMIT_BYTES + 1));
    await expect(readText(path)).rejects.toMatchObject({ code: 'too-large', path });
  });

  it('tells a file that is not there from one that cannot be read', async () => {
    await writeFile(join(folder, 'file'), '');
    expect(await readText(join(folder, 'gone'))).toBeNull();
    expect(await readText(join(folder, 'file', 'below'))).toBeNull();
    await expect(readText(folder)).rejects.toMatchObject({ code: 'bad-input', path: folder });
  });

  it('finds what is there, and what it may not look at', async () => {
    const loop = join(folder, 'loop');
    await symlink(loop, loop);
    expect(await exists(folder)).toBe(true);
    expect(await exists(loop)).toBe(true);
    expect(await exists(join(folder, 'gone'))).toBe(false);
  });
});
