import { createHash } from 'node:crypto';
import { join } from 'node:path';
import { HaleError } from '../error.ts';
import type { TlsFiles } from './endpoint.ts';
import type { Machine } from './machine.ts';
import { findTlsFiles } from './tls.ts';

/** What a context of the docker command says of its engine. */
export interface DockerContext {
  readonly host: string;
  /** `null`: the context has no certificates, and asks for none. */
  readonly tls: { readonly files: TlsFiles; readonly verify: boolean } | null;
}

/** The name that stands for no context: `DOCKER_HOST`, or the usual socket. */
export const DEFAULT_CONTEXT = 'default';

/** Folder of the docker command's settings. */
export function configFolder({ env, home }: Machine): string {
  return env['DOCKER_CONFIG'] || join(home, '.docker');
}

/** `currentContext` of the docker command's `config.json`. */
export async function currentContext(machine: Machine): Promise<string | undefined> {
  const path = join(configFolder(machine), 'config.json');
  const name = at(await readJson(path, machine), 'currentContext');
  if (name === undefined || name === '') return undefined;
  if (typeof name === 'string') return name;
  throw new HaleError('bad-input', `${path}: expected currentContext to be text`, { path: 'currentContext' });
}

/**
 * Source: docker/cli `cli/context/store`; a context is in folders named by the SHA-256 of its name.
 * @throws HaleError `bad-input`, whose `path` is `setting`, the one that chose the context.
 */
export async function readContext(name: string, setting: string, machine: Machine): Promise<DockerContext> {
  const contexts = join(configFolder(machine), 'contexts');
  const id = createHash('sha256').update(name).digest('hex');
  const path = join(contexts, 'meta', id, 'meta.json');
  const meta = await readJson(path, machine);
  if (meta === undefined) {
    throw new HaleError('bad-input', `${setting}: there is no docker context ${JSON.stringify(name)}`, {
      path: setting,
      hint: 'See the contexts that there are with: docker context ls',
    });
  }
  const engine = at(at(meta, 'Endpoints'), 'docker');
  const [host, skip = false] = [at(engine, 'Host'), at(engine, 'SkipTLSVerify')];
  if (typeof host !== 'string' || typeof skip !== 'boolean') {
    const field = typeof host === 'string' ? 'Endpoints.docker.SkipTLSVerify' : 'Endpoints.docker.Host';
    const expected = typeof host === 'string' ? 'true or false' : 'text';
    throw new HaleError('bad-input', `${path}: expected ${field} to be ${expected}`, { path: field });
  }
  const folder = join(contexts, 'tls', id, 'docker');
  const files = await findTlsFiles({ folder, setting, caRequired: false }, machine);
  const tls = Object.keys(files).length > 0 || skip ? { files, verify: !skip } : null;
  return { host, tls };
}

async function readJson(path: string, { readText }: Machine): Promise<unknown> {
  const text = await readText(path);
  if (text === null) return undefined;
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw new HaleError('bad-input', `${path}: expected JSON`, { path, cause });
  }
}

function at(value: unknown, name: string): unknown {
  return typeof value === 'object' && value !== null
    ? Object.entries(value).find(([key]) => key === name)?.[1]
    : undefined;
}
