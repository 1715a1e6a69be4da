import { type CheckRule, MAX_CHECK_RULES, readCheckRules } from '@hale/agent';
import { HaleError } from '@hale/core';
import type { Fault } from './issues.ts';
import { isRecord, withValue } from './layers.ts';
import type { Path } from './problem.ts';
import { isReference, resolveReference, type SecretSource } from './secrets.ts';

export interface ReadChecks {
  readonly rules: readonly CheckRule[];
  readonly secrets: readonly string[];
  /** The first of each check. */
  readonly faults: readonly Fault[];
}

/** Reads the checks of a file. A header may be a reference to a secret. */
export async function readChecks(raw: unknown, source: SecretSource): Promise<ReadChecks> {
  if (!Array.isArray(raw)) return { rules: [], secrets: [], faults: [] };
  if (raw.length > MAX_CHECK_RULES)
    return {
      rules: [],
      secrets: [],
      faults: [{ path: [], message: `expected ${MAX_CHECK_RULES} checks at most` }],
    };
  const rules: CheckRule[] = [];
  const secrets: string[] = [];
  const faults: Fault[] = [];
  for (const [n, entry] of raw.entries()) {
    const headers = await readHeaders(entry, source);
    secrets.push(...headers.secrets);
    try {
      if (headers.fault === null) rules.push(...readCheckRules([headers.check]));
      else faults.push({ path: [n, ...headers.fault.path], message: headers.fault.message });
    } catch (error) {
      if (!(error instanceof HaleError) || error.path === undefined) throw error;
      const message = error.message.slice(`${error.path}: `.length);
      faults.push({ path: [n, ...pathWithin(error.path)], message });
    }
  }
  return { rules, secrets, faults };
}

interface ReadHeaders {
  readonly check: unknown;
  readonly secrets: readonly string[];
  readonly fault: Fault | null;
}

async function readHeaders(entry: unknown, source: SecretSource): Promise<ReadHeaders> {
  const secrets: string[] = [];
  let check = entry;
  const headers = isRecord(entry) && isRecord(entry['headers']) ? Object.entries(entry['headers']) : [];
  for (const [name, value] of headers) {
    if (!isReference(value)) continue;
    const path = ['headers', name];
    const found = await resolveReference(value, source);
    if ('why' in found) return { check, secrets, fault: { path, message: found.why } };
    secrets.push(found.value);
    check = withValue(check, path, found.value);
  }
  return { check, secrets, fault: null };
}

/** Of `checks[0].headers.x-y`, what comes after the check; the name of a header may have dots. */
function pathWithin(path: string): Path {
  const [, key, rest] = /^checks\[0\]\.([^.]*)(?:\.(.*))?$/.exec(path) ?? [];
  return [key, rest].filter((step) => step !== undefined);
}
