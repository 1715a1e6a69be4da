import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type Ran, type TestEngine, testEngine } from './engine.ts';
import { temporaryFolder } from './folder.ts';
import { type Receiver, receiver } from './receiver.ts';
import type { RecordingOptions } from './recording.ts';

/** Two that crashed among two that are well: what `hale check` could not tell waits in a folder. */
export interface TestOutbox extends TestEngine {
  readonly data: string;
  readonly receiver: Receiver;
  /** A command line on that folder. */
  hale(argv: readonly string[], options?: RecordingOptions): Promise<Ran>;
  /** Has the settings name these destinations, `chat` and `hook`, each at the receiver. */
  configure(...destinations: readonly ('chat' | 'hook')[]): Promise<void>;
}

const LINES = {
  chat: (origin: string) => `  chat: { slack: { url: '${origin}/chat', compatible: true } }`,
  hook: (origin: string) => `  hook: { webhook: { url: '${origin}/hook' } }`,
};

export async function testOutbox(...destinations: readonly ('chat' | 'hook')[]): Promise<TestOutbox> {
  const crashed = (name: string, agoMs: number) =>
    ({ name, was: { status: 'exited', exitCode: 1, agoMs } }) as const;
  const well = (name: string) => ({ name, was: { status: 'running', forMs: 60_000 } }) as const;
  const engine = testEngine(well('a0'), crashed('aa', 60_000), crashed('bb', 30_000), well('zz'));
  const told = await receiver();
  const folder = await temporaryFolder();
  const config = join(folder, 'hale.yaml');
  const data = join(folder, 'data');
  const env = { HALE_CONFIG: config, HALE_DATA: data };
  const outbox: TestOutbox = {
    ...engine,
    data,
    receiver: told,
    hale: (argv, options = {}) => engine.run(argv, { ...options, env: { ...env, ...options.env } }),
    configure: (...names) =>
      writeFile(
        config,
        names.length === 0
          ? ''
          : ['destinations:', ...names.map((name) => LINES[name](told.origin)), ''].join('\n'),
        { mode: 0o600 },
      ),
  };
  await outbox.configure(...destinations);
  return outbox;
}
