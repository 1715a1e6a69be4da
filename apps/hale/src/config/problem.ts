/** Where a value stands: keys of mappings, and positions in lists. */
export type Path = readonly (string | number)[];

/** What is wrong with a configuration, or only doubtful. */
export interface Problem {
  /** A file, an environment variable or a flag. */
  readonly source: string;
  /** Both from 1; `null` where there are no lines. */
  readonly line: number | null;
  readonly column: number | null;
  readonly path: Path;
  readonly message: string;
}

/** More would scroll the first out of sight. */
export const MAX_PROBLEMS = 100;

const PLAIN_KEY = /^[\w-]+$/;

/** `checks[2].interval`; what is no plain word is quoted. */
export function pathText(path: Path): string {
  return path
    .map((step) => {
      if (typeof step === 'number') return `[${step}]`;
      return PLAIN_KEY.test(step) ? `.${step}` : `[${JSON.stringify(step)}]`;
    })
    .join('')
    .replace(/^\./, '');
}

/** `hale.yaml:3:5 tell.crashed: expected ...`, which editors and terminals take for a link. */
export function problemText({ source, line, column, path, message }: Problem): string {
  const place = line === null ? source : `${source}:${line}:${column ?? 1}`;
  return path.length === 0 ? `${place}: ${message}` : `${place} ${pathText(path)}: ${message}`;
}

/** In the order of reading. */
export function inOrder(problems: readonly Problem[]): readonly Problem[] {
  return problems.toSorted((a, b) => (a.line ?? 0) - (b.line ?? 0) || (a.column ?? 0) - (b.column ?? 0));
}
