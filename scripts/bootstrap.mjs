// `node scripts/bootstrap.mjs COMMAND [ARG...]`: brings the checkout to a state in which COMMAND can run, then runs it.
// Needs Node 18 and npm only. Node 26 and pnpm themselves come as locked dependencies of the root package.
import { spawn } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { constants } from 'node:os';
import { delimiter, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('..', import.meta.url));
const bin = join(root, 'node_modules', '.bin');
const env = {
  ...process.env,
  PATH: bin + delimiter + process.env.PATH,
  TURBO_TELEMETRY_DISABLED: '1',
  DO_NOT_TRACK: '1',
};
// An empty XDG folder makes pnpm write into the checkout.
for (const name of ['XDG_DATA_HOME', 'XDG_CACHE_HOME', 'XDG_CONFIG_HOME', 'XDG_STATE_HOME'])
  if (env[name] === '') delete env[name];

let child;
let stopped = false;

for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => stop(signal));
watchAncestors();
process.exitCode =
  (await install()) || requireNode() || (await run(process.argv[2] ?? 'node', process.argv.slice(3)));

function install() {
  const args = ['install', '--frozen-lockfile', '--reporter=append-only', '--loglevel=warn'];
  const stdio = ['ignore', 2, 2];
  if (existsSync(join(bin, 'pnpm'))) return run('pnpm', args, stdio);
  process.stderr.write('hale: first run, installing what it needs (about half a minute)\n');
  const { packageManager } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
  return run('npm', ['exec', '--yes', `--package=${packageManager}`, '--', 'pnpm', ...args], stdio);
}

function requireNode() {
  const { node } = process.versions;
  if (existsSync(join(bin, 'node')) || Number(node.split('.')[0]) >= 24) return 0;
  process.stderr.write(`hale: this is Node ${node}; on ${process.platform} hale needs Node 24 or newer\n`);
  return 1;
}

/** Resolves with the exit code of the command, in the way of a shell. */
function run(command, args, stdio = 'inherit') {
  if (stopped) return 1;
  child = spawn(command, args, { cwd: root, env, stdio });
  return new Promise((resolve) => {
    child.on('error', (error) => {
      process.stderr.write(`hale: cannot run ${command}: ${error.message}\n`);
      resolve(127);
    });
    child.on('exit', (code, signal) => resolve(signal ? 128 + constants.signals[signal] : code));
  });
}

function stop(signal) {
  stopped = true;
  // A terminal sends Ctrl-C to all of its foreground processes: the command has it already, and a second may mean "now".
  if (signal === 'SIGINT' && process.stdin.isTTY) return;
  child?.kill(signal);
}

/** npm runs scripts through `sh -c` and, when killed, passes nothing on: watch both of them and end with either. */
function watchAncestors() {
  const born = ancestors();
  setInterval(() => {
    if (!stopped && ancestors() !== born) stop('SIGTERM');
  }, 250).unref();
}

function ancestors() {
  const line = [process.ppid];
  try {
    const stat = readFileSync(`/proc/${process.ppid}/stat`, 'utf8');
    line.push(Number(stat.split(') ').at(-1).split(' ')[1]));
  } catch {} // not Linux: the parent alone has to do
  return line.join();
}
