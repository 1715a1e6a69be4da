import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { createEndProcess, type EndProcessOptions } from './end-process.ts';

const ID = 'c0ffee'.padEnd(64, '0');
const OTHER = 'decaf0'.padEnd(64, '0');
const CGROUP = `0::/system.slice/docker-${ID}.scope\n`;
const HOSTNAME = `80 70 254:0 /var/lib/docker/containers/${ID}/hostname /etc/hostname rw - ext4 /dev/vda rw\n`;
const SHM = `42 27 0:39 / /var/lib/docker/containers/${ID}/mounts/shm rw - tmpfs shm rw\n`;
const COPY = HOSTNAME.replace(' /etc/hostname', ' /backup/etc/hostname');

const cleanups: (() => unknown)[] = [];
afterEach(async () => {
  for (const cleanup of cleanups.splice(0).toReversed()) await cleanup();
});

interface Looks {
  readonly cgroup?: string;
  readonly mountinfo?: string;
}

/** Real processes, that look in a `/proc` of the test's own as if a container engine had made them. */
async function table() {
  const proc = await mkdtemp(join(tmpdir(), 'hale-proc-'));
  cleanups.push(() => rm(proc, { recursive: true }));
  return {
    async run({ cgroup = '', mountinfo = '' }: Looks) {
      const child = spawn('sleep', ['60'], { stdio: 'ignore' });
      await once(child, 'spawn');
      cleanups.push(() => child.kill('SIGKILL'));
      const pid = child.pid ?? 0;
      const folder = join(proc, String(pid));
      await mkdir(folder);
      await symlink(`/proc/${pid}/stat`, join(folder, 'stat'));
      await writeFile(join(folder, 'cgroup'), cgroup);
      await writeFile(join(folder, 'mountinfo'), mountinfo);
      const runs = (): boolean => child.exitCode === null && child.signalCode === null;
      return { pid, child, runs };
    },
    end: (pid: number, first: number, options: EndProcessOptions = {}) =>
      createEndProcess({ proc, ...options })(pid, { id: ID, pid: first }),
  };
}

describe('createEndProcess', () => {
  it.each<[string, Looks]>([
    ['its cgroup', { cgroup: CGROUP }],
    ['the files that the engine made for it', { cgroup: '0::/\n', mountinfo: HOSTNAME }],
  ])('ends a process that is known by %s', async (_what, looks) => {
    const { run, end } = await table();
    const [first, probe] = [await run(looks), await run(looks)];
    const over = once(probe.child, 'exit');
    expect(await end(probe.pid, first.pid)).toBe('ended');
    expect(await over).toEqual([null, 'SIGKILL']);
    expect(first.runs()).toBe(true);
    expect(await end(probe.pid, first.pid)).toBe('not-ours');
  });

  it.each<[string, Looks]>([
    ['of the host', {}],
    ['of another container', { cgroup: CGROUP.replace(ID, OTHER), mountinfo: HOSTNAME.replace(ID, OTHER) }],
    ['of the host that only sees a mount of the container', { mountinfo: SHM }],
    ['of the host that sees files of the container elsewhere', { mountinfo: COPY }],
  ])('leaves a process %s alone', async (_what, looks) => {
    const { run, end } = await table();
    const [first, other] = [await run({ cgroup: CGROUP }), await run(looks)];
    expect(await end(other.pid, first.pid)).toBe('not-ours');
    expect(other.runs()).toBe(true);
  });

  it.each([0, 1, -1, Number.NaN, 1.5])('ends nothing for the number %d', async (pid) => {
    const { run, end } = await table();
    const kill = (): void => expect.fail('killed');
    expect(await end(pid, (await run({ cgroup: CGROUP })).pid, { kill })).toBe('not-ours');
  });

  it('never ends the container itself', async () => {
    const { run, end } = await table();
    const first = await run({ cgroup: CGROUP });
    expect(await end(first.pid, first.pid)).toBe('not-ours');
    expect(first.runs()).toBe(true);
  });

  it('can do nothing where the container is not seen: another host, or another namespace', async () => {
    const { run, end } = await table();
    const [stranger, probe] = [await run({}), await run({ cgroup: CGROUP })];
    for (const first of [stranger.pid, 0, 4_194_305]) expect(await end(probe.pid, first)).toBe('impossible');
    expect(probe.runs()).toBe(true);
  });

  it('can do nothing as a user who may not', async () => {
    const { run, end } = await table();
    const [first, probe] = [await run({ cgroup: CGROUP }), await run({ cgroup: CGROUP })];
    const kill = (): never => {
      throw Object.assign(new Error('kill EPERM'), { code: 'EPERM' });
    };
    expect(await end(probe.pid, first.pid, { kill })).toBe('impossible');
  });

  it('says so when a process outlives even that', async () => {
    const { run, end } = await table();
    const [first, probe] = [await run({ cgroup: CGROUP }), await run({ cgroup: CGROUP })];
    expect(await end(probe.pid, first.pid, { kill: () => undefined, waitMs: 20 })).toBe('impossible');
  });
});
