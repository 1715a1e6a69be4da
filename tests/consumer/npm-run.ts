import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { fileURLToPath } from 'node:url';

export const root = fileURLToPath(new URL('../..', import.meta.url));

/** The environment of someone who has Node and npm, and nothing of this checkout on PATH. */
export function strangersEnv(): NodeJS.ProcessEnv {
  const own = join(root, 'node_modules', '.bin');
  const PATH = (process.env['PATH'] ?? '')
    .split(delimiter)
    .filter((folder) => folder !== own)
    .join(delimiter);
  return { ...process.env, PATH };
}

export interface NpmRun {
  /** npm, or the terminal that it runs on. */
  readonly npm: ChildProcess;
  /** Of npm, and of the group that it leads. */
  readonly pid: number;
  /** The processes that the command saw: itself, then bootstrap. */
  pids(): readonly number[];
  /** The signals that the command was sent, in their order. */
  signals(): readonly string[];
  /** Whether the command came to its own end. */
  stopped(): boolean;
  readonly exited: Promise<unknown>;
}

/** The command writes what it sees to a file, and takes its time to stop. */
const command = `
import { appendFileSync } from 'node:fs';
const say = (line) => appendFileSync(process.env.SAID, line + '\\n');
for (const signal of ['SIGINT', 'SIGTERM']) process.on(signal, () => {
  say('signal ' + signal);
  setTimeout(() => { say('stopped'); process.exit(0); }, 600);
});
say('pids ' + process.pid + ' ' + process.ppid);
setInterval(() => {}, 1000);
`;

/** `npm run go` in a folder of its own, whose script is bootstrap with a command that reports what happens to it. A terminal is script(1). */
export function npmRun(on: 'nothing' | 'a terminal' = 'nothing'): NpmRun & Disposable {
  const folder = mkdtempSync(join(tmpdir(), 'hale-npm-'));
  const said = join(folder, 'said');
  const go = `node ${JSON.stringify(join(root, 'scripts/bootstrap.mjs'))} node ${JSON.stringify(join(folder, 'go.mjs'))}`;
  writeFileSync(join(folder, 'package.json'), JSON.stringify({ private: true, scripts: { go } }));
  writeFileSync(join(folder, 'go.mjs'), command);
  const env = { ...strangersEnv(), SAID: said };
  const run = 'npm run --silent go';
  const [program = '', ...args] = on === 'a terminal' ? ['script', '-qec', run, '/dev/null'] : run.split(' ');
  const npm = spawn(program, args, {
    cwd: folder,
    env,
    detached: true,
    stdio: [on === 'a terminal' ? 'pipe' : 'ignore', 'ignore', 'ignore'],
  });
  const { pid } = npm;
  if (pid === undefined) throw new Error(`${program} did not start`);
  const lines = (head: string): readonly string[] =>
    (existsSync(said) ? readFileSync(said, 'utf8') : '')
      .split('\n')
      .filter((line) => line.startsWith(head))
      .map((line) => line.slice(head.length + 1));
  return {
    npm,
    pid,
    pids: () => lines('pids').flatMap((line) => line.split(' ').map(Number)),
    signals: () => lines('signal'),
    stopped: () => lines('stopped').length > 0,
    exited: once(npm, 'exit'),
    [Symbol.dispose]: () => {
      if (isAlive(-pid)) process.kill(-pid, 'SIGKILL');
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

/** Of a process, or, by a negative id, of any process of a group. */
export function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}
