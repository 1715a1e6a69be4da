import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import type { TransportDefinition } from '@hale/transport';
import { onTestFinished } from 'vitest';
import { type Loaded, type LoadOptions, loadSettings } from '../load.ts';
import type { Surroundings } from '../locate.ts';
import { fakeSlack, fakeStdout, fakeWebhook } from './transports.ts';

/** A machine that is a temporary folder: the working folder is `work`, the user's is `home`. */
export interface TestFolder {
  readonly path: string;
  readonly surroundings: Surroundings;
  readonly transports: readonly TransportDefinition[];
  /** How many channels are open. */
  readonly open: () => number;
  /** Gives the path of the file. Nobody else may read it. */
  write(name: string, text: string, mode?: number): Promise<string>;
  load(env?: Surroundings['env'], options?: Pick<LoadOptions, 'file' | 'flags'>): Promise<Loaded>;
}

export async function testFolder(): Promise<TestFolder> {
  const path = await mkdtemp(join(tmpdir(), 'hale-config-'));
  onTestFinished(() => rm(path, { recursive: true, force: true }));
  const [folder, home] = [join(path, 'work'), join(path, 'home')];
  await Promise.all([mkdir(folder), mkdir(home)]);
  const surroundings = { env: {}, folder, home, hostname: 'box' };
  const stdout = fakeStdout();
  const transports = [fakeSlack, fakeWebhook, stdout.definition];
  return {
    path,
    surroundings,
    transports,
    open: stdout.open,
    async write(name, text, mode = 0o600) {
      const file = join(path, name);
      await mkdir(dirname(file), { recursive: true });
      await writeFile(file, text, { mode });
      return file;
    },
    load: (env = {}, options = {}) =>
      loadSettings({ ...options, transports, surroundings: { ...surroundings, env } }),
  };
}
