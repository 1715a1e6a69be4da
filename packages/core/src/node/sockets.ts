import { posix } from 'node:path';
import { DEFAULT_UNIX_PATH } from './address.ts';
import type { Endpoint } from './endpoint.ts';
import type { Machine } from './machine.ts';

/** Where engines listen when nobody says otherwise, the likeliest first. */
export function usualEndpoints({
  platform,
  env,
  home,
  uid,
}: Machine): readonly Extract<Endpoint, { path: string }>[] {
  if (platform === 'win32') {
    return ['docker_engine', 'podman-machine-default'].map((name) => ({
      kind: 'npipe',
      path: `\\\\.\\pipe\\${name}`,
    }));
  }
  const inHome = (...parts: string[]): string => posix.join(home, ...parts);
  const machines = inHome('.local/share/containers/podman/machine');
  const paths =
    platform === 'darwin'
      ? [
          DEFAULT_UNIX_PATH,
          inHome('.docker/run/docker.sock'),
          posix.join(env['TMPDIR'] || '/tmp', 'podman/podman-machine-default-api.sock'),
          posix.join(machines, 'podman.sock'),
          posix.join(machines, 'qemu/podman.sock'),
        ]
      : [
          DEFAULT_UNIX_PATH,
          ...inRuntime('docker.sock'),
          inHome('.docker/run/docker.sock'),
          inHome('.docker/desktop/docker.sock'),
          ...inRuntime('podman/podman.sock'),
          '/run/podman/podman.sock',
        ];
  return paths.map((path) => ({ kind: 'unix', path }));

  function inRuntime(name: string): string[] {
    const folder = env['XDG_RUNTIME_DIR'] || (uid === undefined || uid === 0 ? '' : `/run/user/${uid}`);
    return folder === '' ? [] : [posix.join(folder, name)];
  }
}
