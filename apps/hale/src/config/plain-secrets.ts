import type { Layered } from './layers.ts';
import type { Path, Problem } from './problem.ts';
import { holdsSecret } from './secrets.ts';

const ADVICE =
  'a secret in a file that others may read: chmod 600, or { env: NAME } or { file: PATH } in its place';

/** Where secrets belong. */
const PLACES: ReadonlySet<string> = new Set(['hub', 'ping', 'checks', 'destinations']);

/** The secrets that a file has in plain text. */
export function plainSecrets(
  value: unknown,
  secrets: ReadonlySet<string>,
  { problem }: Pick<Layered, 'problem'>,
  path: Path = [],
): readonly Problem[] {
  if (path.length === 1 && !PLACES.has(String(path[0]))) return [];
  if (typeof value === 'string') return holdsSecret(value, secrets) ? [problem(path, ADVICE)] : [];
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([key, inner]) =>
    plainSecrets(inner, secrets, { problem }, [...path, Array.isArray(value) ? Number(key) : key]),
  );
}
