import { writeFileSync } from 'node:fs';
import { connect, createServer } from 'node:net';
import { delimiter, join } from 'node:path';
import { call } from './call.ts';
import { writeCertificates } from './certificates.ts';
import type { DaemonPlan } from './daemon.ts';

/**
 * containerd, then dockerd, from the folders `bin`. containerd is not left to dockerd: 26.1 would wait a second for its own,
 * and any would take the machine's if one is running.
 */
export async function planDocker(
  bin: readonly string[],
  folder: string,
  tls: number | undefined,
): Promise<DaemonPlan[]> {
  const containerd = join(folder, 'containerd.sock');
  const socket = join(folder, 'engine.sock');
  writeFileSync(join(folder, 'containerd.toml'), containerdConfig(folder, containerd));
  writeFileSync(join(folder, 'dockerd.json'), JSON.stringify(dockerdConfig(folder, socket, containerd, tls)));
  if (tls !== undefined) await writeCertificates(join(folder, 'certificates'));
  const env = { ...process.env, PATH: [...bin, process.env['PATH']].join(delimiter), TMPDIR: folder };
  return [
    {
      file: 'containerd',
      args: ['--config', join(folder, 'containerd.toml')],
      env,
      log: join(folder, 'containerd.log'),
      socket: containerd,
      ready: () => accepts(containerd),
    },
    {
      file: 'dockerd',
      args: ['--config-file', join(folder, 'dockerd.json')],
      env,
      log: join(folder, 'dockerd.log'),
      socket,
      ready: async () => (await call(socket, 'GET', '/_ping')).status === 200,
    },
  ];
}

function containerdConfig(folder: string, socket: string): string {
  return `version = 2
root = "${join(folder, 'containerd')}"
state = "${join(folder, 'containerd-state')}"
disabled_plugins = ["io.containerd.grpc.v1.cri"]
[grpc]
address = "${socket}"
`;
}

function dockerdConfig(folder: string, socket: string, containerd: string, tls: number | undefined): object {
  const certificates = join(folder, 'certificates');
  return {
    hosts: [`unix://${socket}`, ...(tls === undefined ? [] : [`tcp://127.0.0.1:${tls}`])],
    ...(tls !== undefined && {
      tlsverify: true,
      tlscacert: join(certificates, 'ca.pem'),
      tlscert: join(certificates, 'server-cert.pem'),
      tlskey: join(certificates, 'server-key.pem'),
    }),
    containerd,
    'data-root': join(folder, 'data'),
    'exec-root': join(folder, 'exec'),
    pidfile: join(folder, 'dockerd.pid'),
    'deprecated-key-path': join(folder, 'key.json'),
    'storage-driver': 'vfs',
    'exec-opts': ['native.cgroupdriver=cgroupfs'],
    bridge: 'none',
    iptables: false,
    ip6tables: false,
  };
}

function accepts(path: string): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(path, () => {
      socket.destroy();
      resolve(true);
    });
    socket.on('error', () => resolve(false));
  });
}

export function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer().once('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const address = server.address();
      server.close(() => resolve(typeof address === 'object' ? (address?.port ?? 0) : 0));
    });
  });
}
