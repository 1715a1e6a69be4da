import type { Fault } from './issues.ts';
import { isReference, resolveReference, type SecretSource } from './secrets.ts';

export interface ReadPing {
  /** `null`: there is none, or it is wrong. */
  readonly url: string | null;
  readonly secrets: readonly string[];
  readonly faults: readonly Fault[];
}

const EXPECTED = 'expected an address such as https://hc-ping.com/...';

/** The address that is called while hale is alive. Who knows it can say so in hale's place, so it is a secret. */
export async function readPing(raw: unknown, source: SecretSource): Promise<ReadPing> {
  const written = typeof raw === 'string';
  if (raw === '' || (!written && !isReference(raw))) return { url: null, secrets: [], faults: [] };
  const found = written ? { value: raw } : await resolveReference(raw, source);
  if ('why' in found) return { url: null, secrets: [], faults: [{ path: [], message: found.why }] };
  const url = URL.canParse(found.value) ? new URL(found.value) : null;
  const right = url?.protocol === 'https:' || url?.protocol === 'http:';
  return right
    ? { url: found.value, secrets: [found.value], faults: [] }
    : { url: null, secrets: [found.value], faults: [{ path: [], message: EXPECTED }] };
}
