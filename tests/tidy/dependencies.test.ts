import { execFileSync } from 'node:child_process';
import { expect, it } from 'vitest';
import { find, read, root } from './tree.ts';

type Versions = Readonly<Record<string, string>>;

interface Manifest {
  readonly name: string;
  readonly scripts?: Versions;
  readonly dependencies?: Versions;
  readonly devDependencies?: Versions;
  readonly optionalDependencies?: Versions;
  readonly peerDependencies?: Versions;
}

interface Resolved {
  readonly path: string;
  readonly dependencies?: Readonly<Record<string, Resolved>>;
}

const page = 'decisions/dependencies.md';
const manifests = find('package.json', '{packages,apps}/*/package.json').map(
  (path) => JSON.parse(read(path)) as Manifest,
);
const [shippedSection = '', toolsSection = ''] = read(page).split('\n## Tools');

/** Names in backticks in the first column. */
function listed(section: string): readonly string[] {
  const rows = section.split('\n').filter((line) => line.startsWith('| `'));
  return rows
    .flatMap((row) => [...(row.split('|')[1] ?? '').matchAll(/`([^`]+)`/g)].map(([, name]) => String(name)))
    .toSorted();
}

function versionsOf({
  dependencies,
  devDependencies,
  optionalDependencies,
  peerDependencies,
}: Manifest): Versions {
  return { ...dependencies, ...devDependencies, ...optionalDependencies, ...peerDependencies };
}

const isOurs = (version: string): boolean => version === 'workspace:*';

it(`every tool of the root is in ${page}, and nothing else is`, () => {
  const root = manifests.find(({ name }) => name === 'hale-monorepo');
  const tools = Object.entries(root ? versionsOf(root) : {}).flatMap(([name, version]) =>
    isOurs(version) ? [] : [name],
  );
  expect(tools.toSorted(), 'add the row with its reason, or delete it').toEqual(listed(toolsSection));
});

it(`everything that reaches a user is in ${page}, however deep it comes from`, () => {
  const said = execFileSync(
    `${root}node_modules/.bin/pnpm`,
    ['list', '-r', '--filter=./packages/*', '--filter=./apps/*', '--prod', '--depth=Infinity', '--json'],
    {
      cwd: root,
      encoding: 'utf8',
    },
  );
  const shipped = new Set<string>();
  const collect = ({ dependencies = {} }: Resolved): void => {
    for (const [name, resolved] of Object.entries(dependencies)) {
      if (resolved.path.includes('/node_modules/')) shipped.add(name);
      collect(resolved);
    }
  };
  for (const project of JSON.parse(said) as readonly Resolved[]) collect(project);
  expect([...shipped].toSorted(), 'add the row with its reason, or do without it').toEqual(
    listed(shippedSection),
  );
});

it('every row gives a reason', () => {
  const rows = read(page)
    .split('\n')
    .filter((line) => line.startsWith('| `'));
  expect(rows.filter((row) => (row.split('|')[2] ?? '').trim().length < 5)).toEqual([]);
});

it('versions are exact', () => {
  const loose = manifests.flatMap((manifest) =>
    Object.entries(versionsOf(manifest))
      .filter(([, version]) => !isOurs(version) && !/^\d+\.\d+\.\d+(?:-[\w.]+)?$/.test(version))
      .map(([name, version]) => `${manifest.name}: ${name} ${version}`),
  );
  expect(loose, 'pin it: pnpm add -E').toEqual([]);
});

it('the core depends on undici and zod only', () => {
  const core = manifests.find(({ name }) => name === '@hale/core');
  expect(Object.keys(core?.dependencies ?? {})).toEqual(['undici', 'zod']);
});

it('nothing of ours runs when it is installed', () => {
  const hooks = /^(?:pre|post)?(?:install|prepare|prepublish|uninstall|pack)(?:Only)?$/;
  const hooked = manifests.flatMap(({ name, scripts = {} }) =>
    Object.keys(scripts)
      .filter((script) => hooks.test(script))
      .map((script) => `${name}: ${script}`),
  );
  expect(hooked, 'do it in scripts/bootstrap.mjs, where everyone sees it').toEqual([]);
});

it('the lockfile names no host', () => {
  expect(
    read('pnpm-lock.yaml').match(/.*(?::\/\/|tarball:).*/g) ?? [],
    'resolve by name and integrity',
  ).toEqual([]);
});
