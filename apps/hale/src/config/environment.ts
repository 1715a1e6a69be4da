import { resolve } from 'node:path';
import { CONDITIONS } from '@hale/core';
import type { Override } from './layers.ts';
import { nearest } from './nearest.ts';
import type { Path, Problem } from './problem.ts';

type Env = Readonly<Record<string, string | undefined>>;

interface Variable {
  readonly name: string;
  readonly path: Path;
  /** A secret has a twin that ends in `_FILE`; `true` and `false` are flags, and no text. */
  readonly kind?: 'secret' | 'flag' | 'folder';
}

/** Names the file itself. */
export const CONFIG_VARIABLE = 'HALE_CONFIG';

/** The settings that an environment variable can make. A destination of its own comes with the address of one. */
export const VARIABLES: readonly Variable[] = [
  { name: 'HALE_NAME', path: ['name'] },
  { name: 'HALE_ENGINE_HOST', path: ['engine', 'host'] },
  { name: 'HALE_ENGINE_CONTEXT', path: ['engine', 'context'] },
  { name: 'HALE_DATA', path: ['data'], kind: 'folder' },
  { name: 'HALE_LISTEN', path: ['listen'] },
  { name: 'HALE_HUB_URL', path: ['hub', 'url'] },
  { name: 'HALE_HUB_TOKEN', path: ['hub', 'token'], kind: 'secret' },
  { name: 'HALE_HUB_TELLS', path: ['hub', 'tells'] },
  { name: 'HALE_HUB_SYNC', path: ['hub', 'sync'] },
  { name: 'HALE_PING_URL', path: ['ping'], kind: 'secret' },
  ...CONDITIONS.map(
    (condition): Variable => ({
      name: `HALE_TELL_${condition.toUpperCase().replace('-', '_')}`,
      path: ['tell', condition],
      kind: 'flag',
    }),
  ),
  { name: 'HALE_REMIND', path: ['remind'] },
  { name: 'HALE_OUTPUT', path: ['output'], kind: 'flag' },
  { name: 'HALE_SLACK_WEBHOOK_URL', path: ['destinations', 'slack', 'slack', 'url'], kind: 'secret' },
  { name: 'HALE_WEBHOOK_URL', path: ['destinations', 'webhook', 'webhook', 'url'], kind: 'secret' },
  { name: 'HALE_EGRESS_MODE', path: ['egress', 'mode'] },
  { name: 'HALE_LOG_LEVEL', path: ['log', 'level'] },
  { name: 'HALE_LOG_FORMAT', path: ['log', 'format'] },
];

const KNOWN = [
  CONFIG_VARIABLE,
  ...VARIABLES.flatMap(({ name, kind }) => (kind === 'secret' ? [name, `${name}_FILE`] : [name])),
];

/** Read by hale's own tests. */
const OF_TESTS = ['HALE_ALONE', 'HALE_ENGINES', 'HALE_ROUNDS', 'HALE_SEED', 'HALE_UNSET'];
/** Kubernetes and Docker links make such for a service that is named hale. */
const OF_SERVICES = /^HALE_(?:SERVICE_|PORT$|PORT_\d)/;

/** What the environment sets. A variable without a value is one that is not set. */
export function readEnvironment(
  env: Env,
  folder: string,
): {
  readonly overrides: readonly Override[];
  readonly problems: readonly Problem[];
  readonly warnings: readonly Problem[];
} {
  const overrides: Override[] = [];
  const problems: Problem[] = [];
  for (const { name, path, kind } of VARIABLES) {
    const value = env[name];
    const file = kind === 'secret' ? env[`${name}_FILE`] : undefined;
    if (value && file) problems.push(about(`${name}_FILE`, `expected this or ${name}, got both`));
    else if (file) overrides.push({ source: `${name}_FILE`, path, value: { file: resolve(folder, file) } });
    else if (value) overrides.push({ source: name, path, value: valueOf(value, kind, folder) });
  }
  const warnings = Object.keys(env)
    .filter((name) => name.startsWith('HALE_') && !KNOWN.includes(name))
    .filter((name) => !OF_TESTS.includes(name) && !OF_SERVICES.test(name))
    .toSorted()
    .map((name) => {
      const meant = nearest(name, KNOWN);
      return about(name, `there is no such setting${meant === undefined ? '' : `; did you mean ${meant}?`}`);
    });
  return { overrides, problems, warnings };
}

function valueOf(text: string, kind: Variable['kind'], folder: string): string | boolean {
  if (kind === 'folder') return dataFolder(text, folder);
  if (kind === 'flag' && (text === 'true' || text === 'false')) return text === 'true';
  return text;
}

/** Instead of a folder: nowhere but in memory. */
export const MEMORY = 'memory';

export function dataFolder(text: string, within: string): string {
  return text === MEMORY ? MEMORY : resolve(within, text);
}

function about(source: string, message: string): Problem {
  return { source, line: null, column: null, path: [], message };
}
