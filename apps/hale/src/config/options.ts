import type { TransportDefinition } from '@hale/transport';
import type * as z from 'zod';
import { expectation, type Fault, faultsOf } from './issues.ts';
import { valueAt, withValue } from './layers.ts';
import { type Path, pathText } from './problem.ts';
import { conceal, isReference, resolveReference, type SecretSource } from './secrets.ts';

export interface ReadOptions {
  /** With what references stand for. */
  readonly input: unknown;
  /** Of the options: those that the transport names, and all that a reference stands for. */
  readonly secrets: readonly string[];
  readonly faults: readonly Fault[];
}

/**
 * Reads the options of a transport. Wherever its schema asks for text, `{ env: NAME }` or `{ file: PATH }` may stand; and
 * only there, for a mapping of headers may have one that is named `env`.
 */
export async function readOptions(
  { options: schema, secrets }: TransportDefinition,
  raw: unknown,
  source: SecretSource,
  keysAt: (path: Path) => readonly string[],
): Promise<ReadOptions> {
  const first = schema.safeParse(raw, { error: expectation });
  const references = (first.success ? [] : faultyPaths(first.error.issues)).flatMap((path) => {
    const reference = valueAt(raw, path);
    return isReference(reference) ? [{ path, reference }] : [];
  });
  let input = raw;
  const resolved: string[] = [];
  const faults: Fault[] = [];
  for (const { path, reference } of references) {
    const found = await resolveReference(reference, source);
    if ('why' in found) faults.push({ path, message: found.why });
    else {
      resolved.push(found.value);
      input = withValue(input, path, found.value);
    }
  }
  const parsed = references.length === 0 ? first : schema.safeParse(input, { error: expectation });
  if (parsed.success)
    return { input, secrets: [...secrets(parsed.data), ...resolved].filter(Boolean), faults };
  const told = new Set(faults.map(({ path }) => pathText(path)));
  const texts = leaves(input);
  for (const { path, message } of faultsOf(parsed.error, keysAt)) {
    // A transport may word its own messages, and any of its options may be the secret.
    if (!told.has(pathText(path))) faults.push({ path, message: conceal(message, texts) });
  }
  return { input, secrets: resolved, faults };
}

/** Every text in a value. */
function leaves(value: unknown): readonly string[] {
  if (typeof value === 'string') return value === '' ? [] : [value];
  return typeof value === 'object' && value !== null ? Object.values(value).flatMap(leaves) : [];
}

function faultyPaths(issues: readonly z.core.$ZodIssue[], above: Path = []): readonly Path[] {
  return issues.flatMap((issue) => {
    const path = [...above, ...issue.path.map((step) => (typeof step === 'number' ? step : String(step)))];
    const within =
      issue.code === 'invalid_union' ? issue.errors.flatMap((inner) => faultyPaths(inner, path)) : [];
    return [path, ...within];
  });
}
