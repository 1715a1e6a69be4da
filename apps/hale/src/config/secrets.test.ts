import { describe, expect, it } from 'vitest';
import { createFileReader } from './files.ts';
import {
  conceal,
  fingerprint,
  holdsSecret,
  isReference,
  resolveReference,
  SECRET_LIMIT_BYTES,
} from './secrets.ts';
import { testFolder } from './testing/folder.ts';

describe('a reference', () => {
  it.each<[unknown, boolean]>([
    [{ env: 'X' }, true],
    [{ file: '/x' }, true],
    [{ env: '' }, false],
    [{ env: 1 }, false],
    [{ env: 'X', file: '/x' }, false],
    [{ other: 'X' }, false],
    [{}, false],
    ['env', false],
    [['env', 'X'], false],
    [null, false],
  ])('%j: %j', (value, expected) => {
    expect(isReference(value)).toBe(expected);
  });

  it('is a variable', async () => {
    const source = { env: { SET: ' v ', EMPTY: '' }, folder: '/', files: createFileReader() };
    expect(await resolveReference({ env: 'SET' }, source)).toEqual({ value: ' v ' });
    expect(await resolveReference({ env: 'EMPTY' }, source)).toEqual({
      why: 'the environment variable EMPTY is empty',
    });
    expect(await resolveReference({ env: 'NONE' }, source)).toEqual({
      why: 'the environment variable NONE is not set',
    });
  });

  it.each([
    ['v\n', { value: 'v' }],
    ['v\r\n', { value: 'v' }],
    ['v\n\n', { value: 'v\n' }],
    [' v', { value: ' v' }],
    ['x'.repeat(SECRET_LIMIT_BYTES), { value: 'x'.repeat(SECRET_LIMIT_BYTES) }],
  ])('is a file', async (text, expected) => {
    const { path, write } = await testFolder();
    await write('secret', text);
    const source = { env: {}, folder: path, files: createFileReader() };
    expect(await resolveReference({ file: 'secret' }, source)).toEqual(expected);
  });

  it('says which file is not as it should be', async () => {
    const { path, write } = await testFolder();
    const source = { env: {}, folder: path, files: createFileReader() };
    const why = async (file: string) => resolveReference({ file }, source);
    expect(await why('none')).toEqual({ why: `there is no file ${path}/none` });
    expect(await why(await write('empty', '\n'))).toEqual({ why: `${path}/empty is empty` });
    expect(await why(await write('long', 'x'.repeat(SECRET_LIMIT_BYTES + 1)))).toEqual({
      why: `${path}/long: it is longer than 65536 bytes`,
    });
    expect([...source.files.seen.keys()]).toEqual([`${path}/none`, `${path}/empty`, `${path}/long`]);
  });
});

describe('a secret', () => {
  it('has a fingerprint, the same for the same', () => {
    expect(fingerprint('a')).toBe('[secret ca9781]');
    expect(fingerprint('b')).not.toBe(fingerprint('a'));
  });

  it('is found alone, and within a text unless it is short', () => {
    expect(['abcdef', 'x-abcdef-x', 'a'].map((text) => holdsSecret(text, ['abcdef', 'a']))).toEqual([
      true,
      true,
      true,
    ]);
    expect(['abcde', 'xa', ''].map((text) => holdsSecret(text, ['abcdef', 'a']))).toEqual([
      false,
      false,
      false,
    ]);
  });

  it('is concealed in any text, the longest first', () => {
    const [long, short] = ['https://h/token-1', 'token-1'];
    expect(conceal(`${long} ${short} ${short}`, [short, long])).toBe(
      `${fingerprint(long)} ${fingerprint(short)} ${fingerprint(short)}`,
    );
    expect(conceal('a plain text', ['a', '', 'plain'])).toBe('a plain text');
  });
});
