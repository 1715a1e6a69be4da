/**
 * Run by the janitor. Reads a folder's path from standard input and, when that ends, removes all that an engine made there:
 * each process that names the folder or has its root in it, their cgroups, mounts and sockets, and the folder.
 * The path is not an argument, or this process would find itself.
 */
import { spawnSync } from 'node:child_process';
import { globSync, readdirSync, readFileSync, rmdirSync, rmSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { text } from 'node:stream/consumers';
import { until } from './until.ts';

for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => undefined);

const folder = (await text(process.stdin)).trim();
const name = basename(folder);
const cgroups = new Set<string>();

await until('no process left', () => {
  const pids = readdirSync('/proc').filter(
    (entry) => /^\d+$/.test(entry) && Number(entry) !== process.pid && isOurs(entry),
  );
  for (const pid of pids) kill(Number(pid));
  for (const cgroup of cgroups) thaw(cgroup);
  return pids.length === 0;
});
for (const cgroup of cgroups) await until(`${cgroup} removed`, () => removeCgroup(cgroup));
for (const target of mounts().toReversed()) spawnSync('/usr/bin/umount', [target]);
for (const file of globSync(join(folder, 'containerd-state/io.containerd.runtime.v2.task/*/*/address'))) {
  rmSync(read(file).replace('unix://', ''), { force: true });
}
rmSync(folder, { recursive: true, force: true });

function isOurs(pid: string): boolean {
  const isContained = read(`/proc/${pid}/mountinfo`).split('\n').some(isRootInFolder);
  if (isContained) for (const line of read(`/proc/${pid}/cgroup`).split('\n')) rememberCgroup(line);
  return isContained || read(`/proc/${pid}/cmdline`).includes(name);
}

function isRootInFolder(mount: string): boolean {
  const [, , , source, target] = mount.split(' ');
  return target === '/' && source?.includes(`/${name}/`) === true;
}

/** Lines are `ID:CONTROLLERS:PATH`. One that a container shares with the machine has no container's id in it. */
function rememberCgroup(line: string): void {
  const path = line.split(':')[2];
  if (path !== undefined && /[0-9a-f]{64}/.test(path)) cgroups.add(path);
}

/** In cgroup v1 a paused process does not even die before it is thawed. */
function thaw(path: string): void {
  for (const state of globSync(join('/sys/fs/cgroup/freezer', path, 'freezer.state')))
    writeFileSync(state, 'THAWED');
}

/** In cgroup v1 each controller has a tree of its own. */
function removeCgroup(path: string): boolean {
  const found = globSync([join('/sys/fs/cgroup', path), join('/sys/fs/cgroup/*', path)]);
  for (const directory of found) rmdirSync(directory);
  return found.length === 0;
}

function mounts(): string[] {
  const targets = read('/proc/self/mountinfo')
    .split('\n')
    .map((line) => line.split(' ')[4] ?? '');
  return targets.filter((target) => target.startsWith(`${folder}/`));
}

function kill(pid: number): void {
  try {
    process.kill(pid, 'SIGKILL');
  } catch {
    // It ended by itself.
  }
}

function read(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return '';
  }
}
