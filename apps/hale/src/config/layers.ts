import type { YamlDocument } from './document.ts';
import { type Path, type Problem, pathText } from './problem.ts';

/** A value that an environment variable or a flag sets, over what the file says. */
export interface Override {
  /** `HALE_DATA`, `--data`. */
  readonly source: string;
  readonly path: Path;
  readonly value: unknown;
}

/** A file under overrides: one value, which knows where each part of it is from. */
export interface Layered {
  readonly value: unknown;
  readonly from: (path: Path) => string;
  readonly problem: (path: Path, message: string) => Problem;
}

/** Where a setting is from that nobody has made. */
export const DEFAULT = 'default';

/** Later layers win. `file` is how messages call the document. */
export function layer(
  file: string,
  document: YamlDocument,
  layers: readonly (readonly Override[])[],
): Layered {
  let value: unknown = written(document.value, []) ?? {};
  const owners = new Map<string, Override>();
  for (const overrides of layers) {
    // A host and a context answer the same question, so the last layer with either of them answers it.
    if (overrides.some(({ path }) => path[0] === 'engine')) {
      value = withValue(value, ['engine'], undefined);
      for (const [key, { path }] of owners) if (path[0] === 'engine') owners.delete(key);
    }
    for (const override of overrides) {
      value = withValue(value, override.path, override.value);
      owners.set(pathText(override.path), override);
    }
  }

  const ownerOf = (path: Path): Override | undefined => {
    for (let length = path.length; length > 0; length -= 1) {
      const owner = owners.get(pathText(path.slice(0, length)));
      if (owner !== undefined) return owner;
    }
    if (path.length === 0 || document.has(path)) return undefined;
    return [...owners.values()].find((owner) => path.every((step, n) => owner.path[n] === step));
  };

  return {
    value,
    from(path) {
      const owner = owners.get(pathText(path));
      if (owner !== undefined) return owner.source;
      return document.has(path) ? `${file}:${document.locate(path).line}` : DEFAULT;
    },
    problem(path, message) {
      const owner = ownerOf(path);
      if (owner !== undefined) return { source: owner.source, line: null, column: null, path: [], message };
      return { source: file, ...document.locate(path), path, message };
    },
  };
}

/** The value at a path, `undefined` where there is none. */
export function valueAt(value: unknown, path: Path): unknown {
  let inner = value;
  for (const step of path) {
    if (typeof inner !== 'object' || inner === null || !Object.hasOwn(inner, step)) return undefined;
    inner = Reflect.get(inner, step);
  }
  return inner;
}

/** A copy with another value at a path. What is neither mapping nor list stays as it is: it is wrong already. */
export function withValue(value: unknown, [step, ...rest]: Path, inner: unknown): unknown {
  if (step === undefined) return inner;
  if (Array.isArray(value))
    return value.map((item: unknown, n) => (n === step ? withValue(item, rest, inner) : item));
  if (!isRecord(value)) return value;
  return { ...value, [step]: withValue(value[step] ?? (rest.length > 0 ? {} : undefined), rest, inner) };
}

export function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** A key without a value says nothing, as where all below it is commented out; but `stdout:` alone is a whole transport. */
function written(value: unknown, path: Path): unknown {
  if (value === null) return path.length === 3 && path[0] === 'destinations' ? {} : undefined;
  // An entry without a value is an entry still.
  if (Array.isArray(value)) return value.map((item: unknown, n) => written(item, [...path, n]) ?? item);
  if (!isRecord(value)) return value;
  const entries = Object.entries(value).map(([key, inner]) => [key, written(inner, [...path, key])] as const);
  return Object.fromEntries(entries.filter(([, inner]) => inner !== undefined));
}
