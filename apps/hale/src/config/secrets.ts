import { createHash } from 'node:crypto';
import { resolve } from 'node:path';
import type { FileReader } from './files.ts';

/** Far longer than any key or address. */
export const SECRET_LIMIT_BYTES = 64 * 1024;
/** A shorter one would be found in any text. */
const MIN_CONCEALED_LENGTH = 6;
const FINGERPRINT_DIGITS = 6;

/** A value that is written elsewhere. */
export type Reference = { readonly env: string } | { readonly file: string };

export function isReference(value: unknown): value is Reference {
  if (typeof value !== 'object' || value === null) return false;
  const [[key, name] = [], ...more] = Object.entries(value);
  return (key === 'env' || key === 'file') && typeof name === 'string' && name !== '' && more.length === 0;
}

export type Resolved = { readonly value: string } | { readonly why: string };

export interface SecretSource {
  readonly env: Readonly<Record<string, string | undefined>>;
  /** What a path without a folder is in. */
  readonly folder: string;
  readonly files: FileReader;
}

/** The text that a reference stands for, without the line end that editors and `echo` put after it. */
export async function resolveReference(
  reference: Reference,
  { env, folder, files }: SecretSource,
): Promise<Resolved> {
  if ('env' in reference) {
    const value = env[reference.env];
    if (value) return { value };
    const what = value === undefined ? 'is not set' : 'is empty';
    return { why: `the environment variable ${reference.env} ${what}` };
  }
  const path = resolve(folder, reference.file);
  const file = await files.read(path, SECRET_LIMIT_BYTES);
  if (file.kind === 'absent') return { why: `there is no file ${path}` };
  if (file.kind === 'failed') return { why: `${path}: ${file.why}` };
  const value = file.text.replace(/\r?\n$/, '');
  return value === '' ? { why: `${path} is empty` } : { value };
}

/** Tells one secret from another without telling it. */
export function fingerprint(secret: string): string {
  return `[secret ${createHash('sha256').update(secret).digest('hex').slice(0, FINGERPRINT_DIGITS)}]`;
}

/** Whether a text is one of the secrets, or has one in it that is long enough not to be there by chance. */
export function holdsSecret(text: string, secrets: Iterable<string>): boolean {
  for (const secret of secrets)
    if (text === secret || (secret.length >= MIN_CONCEALED_LENGTH && text.includes(secret))) return true;
  return false;
}

/** The text with each secret replaced by its fingerprint. */
export function conceal(text: string, secrets: Iterable<string>): string {
  let safe = text;
  // The longest first: it may hold a shorter one.
  for (const secret of [...secrets].toSorted((a, b) => b.length - a.length)) {
    if (secret.length >= MIN_CONCEALED_LENGTH) safe = safe.replaceAll(secret, fingerprint(secret));
  }
  return safe;
}
