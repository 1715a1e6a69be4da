import { homedir, hostname } from 'node:os';
import { join, resolve } from 'node:path';
import { CONFIG_VARIABLE } from './environment.ts';

/** What a configuration depends on besides its file. */
export interface Surroundings {
  readonly env: Readonly<Record<string, string | undefined>>;
  /** The working folder. */
  readonly folder: string;
  /** Of the user. */
  readonly home: string;
  readonly hostname: string;
}

export function thisProcess(env: Surroundings['env']): Surroundings {
  return { env, folder: process.cwd(), home: homedir(), hostname: hostname() };
}

/** A place where the file may be. */
export interface Place {
  readonly path: string;
  /** As messages call it. */
  readonly label: string;
  /** What named it, if anything did: then it has to be there. */
  readonly namedBy: 'flag' | typeof CONFIG_VARIABLE | null;
}

const FILE = 'hale.yaml';

/** Where to look for the file: the first that is there is the one. */
export function places(flag: string | undefined, { env, folder, home }: Surroundings): readonly Place[] {
  const named = flag ?? (env[CONFIG_VARIABLE] || undefined);
  if (named !== undefined)
    return [
      {
        path: resolve(folder, named),
        label: named,
        namedBy: flag === undefined ? CONFIG_VARIABLE : 'flag',
      },
    ];
  const usual = [
    join(env['XDG_CONFIG_HOME'] || join(home, '.config'), 'hale', FILE),
    join('/etc/hale', FILE),
  ];
  return [
    { path: resolve(folder, FILE), label: FILE, namedBy: null },
    ...usual.map((path) => ({ path, label: path, namedBy: null })),
  ];
}

/** Where hale remembers unless it is told otherwise. */
export function defaultData({ env, home }: Surroundings): string {
  return join(env['XDG_STATE_HOME'] || join(home, '.local', 'state'), 'hale');
}
