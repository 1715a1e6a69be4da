import { chmodSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { call } from './call.ts';
import type { DaemonPlan } from './daemon.ts';

/** Podman's API service, with everything that Podman would keep in machine-wide places moved into the folder. */
export function planPodman(folder: string): DaemonPlan[] {
  const socket = join(folder, 'engine.sock');
  const config = join(folder, 'containers.conf');
  const storage = [
    '--root',
    join(folder, 'data'),
    '--runroot',
    join(folder, 'run'),
    '--storage-driver',
    'vfs',
  ];
  for (const name of ['bin', 'cni', 'tmp']) mkdirSync(join(folder, name), { recursive: true });
  writeFileSync(join(folder, 'bin', 'runc'), `#!/bin/sh\nexec runc --root ${join(folder, 'runc')} "$@"\n`);
  chmodSync(join(folder, 'bin', 'runc'), 0o755);
  writeFileSync(config, containersConfig(folder));
  return [
    {
      file: 'podman',
      args: [...storage, 'system', 'service', '--time', '0', `unix://${socket}`],
      env: { ...process.env, CONTAINERS_CONF: config, TMPDIR: join(folder, 'tmp') },
      log: join(folder, 'podman.log'),
      socket,
      ready: async () => (await call(socket, 'GET', '/_ping')).status === 200,
    },
  ];
}

/**
 * The limits: Podman's own defaults are over what an unprivileged machine lets it set (`error setting rlimit type 7`).
 * `exit_command_delay`: else each exec leaves two conmon processes for five minutes.
 */
function containersConfig(folder: string): string {
  return `[containers]
default_ulimits = ["nofile=1024:1024", "nproc=1000:1000"]
[network]
network_config_dir = "${join(folder, 'cni')}"
[engine]
runtime = "rig"
cgroup_manager = "cgroupfs"
events_logger = "file"
exit_command_delay = 1
lock_type = "file"
tmp_dir = "${join(folder, 'tmp')}"
[engine.runtimes]
rig = ["${join(folder, 'bin', 'runc')}"]
`;
}
