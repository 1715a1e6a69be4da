import { join } from 'node:path';
import { HaleError } from '../error.ts';
import type { TlsMaterial } from '../undici/index.ts';
import type { TlsFiles } from './endpoint.ts';
import type { Machine } from './machine.ts';

export interface TlsFolder {
  readonly folder: string;
  /** The setting that names the folder. */
  readonly setting: string;
  /** Whether the engine's authority has to be there. */
  readonly caRequired: boolean;
}

/** Which of `ca.pem`, `cert.pem` and `key.pem` are there. @throws HaleError `bad-input` that names the missing one. */
export async function findTlsFiles(
  { folder, setting, caRequired }: TlsFolder,
  { exists }: Machine,
): Promise<TlsFiles> {
  const paths = { ca: join(folder, 'ca.pem'), cert: join(folder, 'cert.pem'), key: join(folder, 'key.pem') };
  const [ca, cert, key] = await Promise.all([exists(paths.ca), exists(paths.cert), exists(paths.key)]);
  if (caRequired && !ca) throw missing(paths.ca, setting);
  if (cert !== key) throw missing(cert ? paths.key : paths.cert, setting);
  return { ...(ca ? { ca: paths.ca } : {}), ...(cert ? { cert: paths.cert, key: paths.key } : {}) };
}

/** @throws HaleError if a file has gone meanwhile, or may not be read. */
export async function readTlsFiles(
  files: TlsFiles,
  { readText }: Pick<Machine, 'readText'>,
): Promise<TlsMaterial> {
  const material: Record<string, string> = {};
  for (const [name, path] of Object.entries({ ...files })) {
    const text = await readText(path);
    if (text === null) throw missing(path, path);
    material[name] = text;
  }
  return material;
}

function missing(path: string, setting: string): HaleError {
  return new HaleError('bad-input', `${setting === path ? '' : `${setting}: `}there is no ${path}`, {
    path: setting,
    hint: 'The folder has to hold ca.pem, and cert.pem with key.pem if the engine asks for a client certificate.',
  });
}
