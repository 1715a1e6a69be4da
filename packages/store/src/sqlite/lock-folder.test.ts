import { existsSync, mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { lockFolder } from './lock-folder.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'hale-lock-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

it('lets one have a folder at a time', () => {
  const unlock = lockFolder(folder);
  expect(() => lockFolder(folder)).toThrow(expect.objectContaining({ code: 'conflict', path: folder }));
  unlock();
  lockFolder(folder)();
});

it('lets an agent and a hub share a folder, and no two hubs', () => {
  const unlock = [lockFolder(folder, 'agent'), lockFolder(folder, 'hub')];
  expect(() => lockFolder(folder, 'hub')).toThrow(`another hub has ${folder}`);
  for (const each of unlock) each();
});

it('makes the folder, for this user alone', () => {
  const deep = join(folder, 'a', 'b');
  const unlock = lockFolder(deep);
  expect(statSync(deep).mode & 0o777).toBe(0o700);
  expect(existsSync(join(deep, 'agent.lock'))).toBe(true);
  unlock();
});

it('says which folder cannot be made', () => {
  const file = join(folder, 'file');
  writeFileSync(file, '');
  const path = join(file, 'agent.lock');
  expect(() => lockFolder(file)).toThrow(expect.objectContaining({ code: 'storage', path }));
});
