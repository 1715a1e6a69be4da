import { execFileSync } from 'node:child_process';
import { chmod, rename, rm, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { areSame, createFileReader, readAgain } from './files.ts';
import { testFolder } from './testing/folder.ts';

const MAKE_PIPE = 'mkfifo';

describe('a file reader', () => {
  it('gives the text, and says whether others may read it', async () => {
    const { write } = await testFolder();
    const { read } = createFileReader();
    expect(await read(await write('mine', 'grüße\n'), 100)).toEqual({
      kind: 'text',
      text: 'grüße\n',
      open: false,
    });
    const theirs = await write('theirs', '');
    await chmod(theirs, 0o644);
    expect(await read(theirs, 100)).toEqual({ kind: 'text', text: '', open: true });
  });

  it('takes a file at its limit and none over it', async () => {
    const { write } = await testFolder();
    const { read } = createFileReader();
    expect(await read(await write('fits', 'x'.repeat(10)), 10)).toMatchObject({ kind: 'text' });
    expect(await read(await write('over', 'x'.repeat(11)), 10)).toEqual({
      kind: 'failed',
      why: 'it is longer than 10 bytes',
    });
  });

  it('says why there is no text', async () => {
    const { path, write } = await testFolder();
    const { read } = createFileReader();
    const file = await write('bytes', '');
    await writeFile(file, Uint8Array.of(0xff, 0xfe));
    execFileSync(MAKE_PIPE, [join(path, 'pipe')]);
    expect(await read(join(path, 'none'), 10)).toEqual({ kind: 'absent' });
    expect(await read(join(file, 'below'), 10)).toEqual({ kind: 'absent' });
    expect(await read(file, 10)).toEqual({ kind: 'failed', why: 'it is not UTF-8' });
    for (const odd of [path, join(path, 'pipe'), '/dev/null'])
      expect(await read(odd, 10)).toEqual({ kind: 'failed', why: 'it is no ordinary file' });
  });
});

describe('what was read', () => {
  it('is unchanged until one of the files has another text', async () => {
    const { path, write } = await testFolder();
    const reader = createFileReader();
    const unchanged = async () => areSame(reader.seen, await readAgain(reader.seen));
    expect(await unchanged()).toBe(true);
    await reader.read(await write('a', 'same'), 10);
    await reader.read(join(path, 'b'), 10);
    expect(await unchanged()).toBe(true);
    await write('a2', 'same');
    await rename(join(path, 'a2'), join(path, 'a'));
    expect(await unchanged()).toBe(true);
    await write('a', 'other');
    expect(await unchanged()).toBe(false);
    await write('a', 'same');
    expect(await unchanged()).toBe(true);
    await symlink(join(path, 'a'), join(path, 'b'));
    expect(await unchanged()).toBe(false);
    await rm(join(path, 'b'));
    expect(await unchanged()).toBe(true);
    await rm(join(path, 'a'));
    expect(await unchanged()).toBe(false);
  });
});
