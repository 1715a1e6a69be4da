import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { userInfo } from 'node:os';

export type EngineKind = 'docker' | 'podman';
export const engineNames = ['docker-20.10', 'docker-26.1', 'podman-4.3'] as const;
export type EngineName = (typeof engineNames)[number];

interface Model {
  readonly kind: EngineKind;
  readonly program: string;
  readonly version: string;
  /** Where its programs are, before PATH. */
  readonly bin: readonly string[];
}

const beside = '/var/cache/hale/docker-26.1/usr';

export const models: Readonly<Record<EngineName, Model>> = {
  'docker-20.10': {
    kind: 'docker',
    program: '/usr/sbin/dockerd',
    version: '20.10',
    bin: ['/usr/sbin', '/usr/bin'],
  },
  'docker-26.1': {
    kind: 'docker',
    program: `${beside}/sbin/dockerd`,
    version: '26.1',
    bin: [`${beside}/sbin`, `${beside}/bin`],
  },
  'podman-4.3': { kind: 'podman', program: '/usr/bin/podman', version: '4.3', bin: [] },
};

/** Why the engine cannot be used here; undefined if it can. */
export function whyMissing(name: EngineName): string | undefined {
  const { program, version } = models[name];
  if (userInfo().uid !== 0) return 'needs root';
  if (!existsSync(program)) return 'not installed';
  if (!existsSync('/bin/busybox')) return 'busybox is not installed';
  const said = spawnSync(program, ['--version'], { encoding: 'utf8' }).stdout.trim();
  return said.includes(` version ${version}.`) ? undefined : `${program} is ${said}`;
}

export const howToGet = 'sudo bash tests/engine/rig/install.sh';
