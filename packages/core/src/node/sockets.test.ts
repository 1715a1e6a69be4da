import { describe, expect, it } from 'vitest';
import { createSimulatedMachine, type SimulatedMachineOptions } from '../testing/index.ts';
import { usualEndpoints } from './sockets.ts';

const paths = (given: SimulatedMachineOptions) =>
  usualEndpoints(createSimulatedMachine(given)).map(({ path }) => path);

describe('usualEndpoints', () => {
  it("are, on Linux, Docker's before Podman's, and the user's own before those of root", () => {
    expect(paths({ env: { XDG_RUNTIME_DIR: '/run/user/7' } })).toEqual([
      '/var/run/docker.sock',
      '/run/user/7/docker.sock',
      '/home/me/.docker/run/docker.sock',
      '/home/me/.docker/desktop/docker.sock',
      '/run/user/7/podman/podman.sock',
      '/run/podman/podman.sock',
    ]);
  });

  it('are in the runtime folder of the user even if no variable names it, but root has none', () => {
    expect(paths({ uid: 1000 })).toContain('/run/user/1000/podman/podman.sock');
    expect(paths({ uid: 0 }).filter((path) => path.startsWith('/run/user'))).toEqual([]);
  });

  it('are, on macOS, those of Docker Desktop and of the machine that Podman runs', () => {
    expect(paths({ platform: 'darwin', env: { TMPDIR: '/tmp/x/' } })).toEqual([
      '/var/run/docker.sock',
      '/home/me/.docker/run/docker.sock',
      '/tmp/x/podman/podman-machine-default-api.sock',
      '/home/me/.local/share/containers/podman/machine/podman.sock',
      '/home/me/.local/share/containers/podman/machine/qemu/podman.sock',
    ]);
  });

  it('are, on Windows, pipes', () => {
    expect(usualEndpoints(createSimulatedMachine({ platform: 'win32', uid: undefined }))).toEqual([
      { kind: 'npipe', path: '\\\\.\\pipe\\docker_engine' },
      { kind: 'npipe', path: '\\\\.\\pipe\\podman-machine-default' },
    ]);
  });
});
