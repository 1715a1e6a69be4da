import type { Fault } from './issues.ts';
import { isReference, resolveReference, type SecretSource } from './secrets.ts';

export interface ReadSecret {
  /** `null`: there is none, or it is wrong. */
  readonly value: string | null;
  readonly secrets: readonly string[];
  readonly faults: readonly Fault[];
}

/** What a secret has to look like, and how that is said of one which does not. */
export interface SecretForm {
  readonly isRight: (value: string) => boolean;
  readonly expected: string;
}

/** A setting that is one secret: written there, or where to find it. */
export async function readSecret(
  raw: unknown,
  source: SecretSource,
  { isRight, expected }: SecretForm,
): Promise<ReadSecret> {
  const written = typeof raw === 'string';
  if (raw === '' || (!written && !isReference(raw))) return { value: null, secrets: [], faults: [] };
  const found = written ? { value: raw } : await resolveReference(raw, source);
  if ('why' in found) return { value: null, secrets: [], faults: [{ path: [], message: found.why }] };
  const { value } = found;
  return isRight(value)
    ? { value, secrets: [value], faults: [] }
    : { value: null, secrets: [value], faults: [{ path: [], message: expected }] };
}
