/** What a healthcheck's test makes the engine run. */
export type ProbeCommand =
  /** Nothing: there is no test, or it is switched off. */
  | { readonly kind: 'none' }
  | { readonly kind: 'exec'; readonly argv: readonly string[] }
  /** `["CMD"]` alone: every probe is an error. Moby before 29.5 fell over it. */
  | { readonly kind: 'empty' }
  /** Not a word that the engine knows: it warns in its log, and runs nothing. */
  | { readonly kind: 'unknown'; readonly word: string };

export interface ProbeSurroundings {
  /** `Config.Shell`. */
  readonly shell: readonly string[];
  /** Of the container's image, such as `linux`. */
  readonly os: string;
}

/** Reads `Healthcheck.Test`. The first word is matched to the letter. Source: moby `getProbe`. */
export function probeCommand(test: readonly string[], surroundings: ProbeSurroundings): ProbeCommand {
  const [word, ...rest] = test;
  switch (word) {
    case undefined:
    case 'NONE':
      return { kind: 'none' };
    case 'CMD':
      return rest.length > 0 ? { kind: 'exec', argv: rest } : { kind: 'empty' };
    case 'CMD-SHELL':
      // With `sh -c` the second of several is `$0`, the third `$1`: moby does not join them either.
      return { kind: 'exec', argv: [...shellOf(surroundings), ...rest] };
    default:
      return { kind: 'unknown', word };
  }
}

/** Source: moby `getShell`. */
function shellOf({ shell, os }: ProbeSurroundings): readonly string[] {
  if (shell.length > 0) return shell;
  return os === 'windows' ? ['cmd', '/S', '/C'] : ['/bin/sh', '-c'];
}
