import { builtinModules } from 'node:module';
import { posix } from 'node:path';

interface Area {
  readonly folder: string;
  /** Other areas, packages of npm, or `node:*`. An area may always import itself. */
  readonly may: readonly string[] | 'anything';
  /** Looks at no clock, no chance, no world of its own. */
  readonly pure?: true;
}

/**
 * Who may import whom: section 3 of ARCHITECTURE.md. The deepest folder that holds a file is its area. A new package or
 * subpath gets its row here with its first file.
 */
export const areas: Readonly<Record<string, Area>> = {
  core: { folder: 'packages/core/src', may: [], pure: true },
  'core/docker': { folder: 'packages/core/src/docker', may: ['core', 'zod'], pure: true },
  'core/docker/exec': {
    folder: 'packages/core/src/docker/exec',
    may: ['core', 'core/docker', 'zod'],
    pure: true,
  },
  'core/fetch': { folder: 'packages/core/src/fetch', may: ['core', 'core/system'] },
  'core/system': { folder: 'packages/core/src/system', may: ['core'] },
  'core/undici': { folder: 'packages/core/src/undici', may: ['core', 'core/system', 'node:*', 'undici'] },
  'core/node': {
    folder: 'packages/core/src/node',
    may: ['core', 'core/system', 'core/undici', 'node:*', 'undici', 'zod'],
  },
  'core/simulate': { folder: 'packages/core/src/simulate', may: ['core', 'core/docker', 'zod'], pure: true },
  protocol: { folder: 'packages/protocol/src', may: ['core', 'zod'], pure: true },
  'protocol/sync': { folder: 'packages/protocol/src/sync', may: ['core', 'protocol', 'zod'], pure: true },
  store: { folder: 'packages/store/src', may: ['core', 'kysely'], pure: true },
  'store/memory': { folder: 'packages/store/src/memory', may: ['core', 'store'], pure: true },
  'store/hub': { folder: 'packages/store/src/hub', may: ['core', 'store', 'kysely'], pure: true },
  'store/sqlite': { folder: 'packages/store/src/sqlite', may: ['core', 'store', 'store/hub', 'node:*'] },
  transport: { folder: 'packages/transport/src', may: ['core', 'zod'], pure: true },
  'transport/egress': { folder: 'packages/transport/src/egress', may: ['core', 'ipaddr.js'], pure: true },
  'transport/slack': {
    folder: 'packages/transport/src/slack',
    may: ['core', 'transport', 'zod'],
    pure: true,
  },
  'transport/stdout': {
    folder: 'packages/transport/src/stdout',
    may: ['core', 'transport', 'zod'],
    pure: true,
  },
  'transport/webhook': {
    folder: 'packages/transport/src/webhook',
    may: ['core', 'transport', 'zod'],
    pure: true,
  },
  api: {
    folder: 'packages/api/src',
    may: ['core', 'protocol', 'store', 'transport', 'hono', 'zod'],
    pure: true,
  },
  agent: {
    folder: 'packages/agent/src',
    may: [
      'core',
      'core/docker',
      'core/docker/exec',
      'protocol',
      'protocol/sync',
      'store',
      'transport',
      'api',
      'hono',
      'zod',
    ],
    pure: true,
  },
  hub: {
    folder: 'packages/hub/src',
    may: ['core', 'protocol', 'protocol/sync', 'store', 'store/hub', 'transport', 'api', 'hono', 'zod'],
    pure: true,
  },
  'apps/hale': { folder: 'apps/hale/src', may: 'anything' },
};

/** The area of a file; undefined where no row holds it. */
export function areaOf(path: string): string | undefined {
  return Object.keys(areas)
    .filter((name) => path.startsWith(`${areas[name]?.folder}/`))
    .toSorted((a, b) => a.length - b.length)
    .at(-1);
}

/** What an import reaches: the name of an area, `node:*`, a package of npm, or a path that nothing should reach. */
export function reach(from: string, specifier: string): string {
  if (specifier.startsWith('.')) {
    const path = posix.join(posix.dirname(from), specifier);
    const outside = packageOf(path).startsWith('packages/') && packageOf(path) !== packageOf(from);
    if (outside) return `${path}, by its path`;
    return isTesting(path) ? path : (areaOf(path) ?? path);
  }
  if (specifier.startsWith('@hale/')) return specifier.slice('@hale/'.length);
  if (specifier.startsWith('node:') || builtinModules.includes(specifier)) return 'node:*';
  const [scope = '', name = ''] = specifier.split('/');
  return scope.startsWith('@') ? `${scope}/${name}` : scope;
}

/** What is for tests is for nobody else, an app included. */
export function mayReach(area: string, target: string): boolean {
  const may = areas[area]?.may ?? [];
  return !isTesting(target) && (target === area || may === 'anything' || may.includes(target));
}

function isTesting(target: string): boolean {
  return target.split('/').includes('testing');
}

function packageOf(path: string): string {
  return path.split('/').slice(0, 2).join('/');
}
