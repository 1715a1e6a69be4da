/** What a simulated program does next: nothing for a while, or print. */
export type Step =
  | { readonly sleepMs: number }
  | { readonly stream: 'stdout' | 'stderr'; readonly text: string };

/** A running program; it returns its exit code. */
export type Program = Generator<Step, number, void>;

/** What the programs of one container share, and what a shell of one process knows. */
export interface Surroundings {
  readonly files: Map<string, string>;
  /** What to run at a signal, by its name without SIG. */
  readonly traps: Map<string, string>;
}

export const MAX_FILES = 1000;
export const MAX_FILE_LENGTH = 65_536;

/** Ends the whole shell, from however deep. */
class Exit {
  readonly code: number;
  constructor(code: number) {
    this.code = code;
  }
}

type Applet = (args: readonly string[], surroundings: Surroundings) => Program;

/**
 * The programs that every simulated container has: enough of a shell for checks, traps and exit codes, with time instead
 * of work. Returns null for one it does not have, as an engine finds no such file.
 */
export function execute(argv: readonly string[], surroundings: Surroundings): Program | null {
  const [path = '', ...args] = argv;
  const applet = applets.get(path.replace(/^(\/usr)?\/bin\//, ''));
  return applet === undefined ? null : applet(args, surroundings);
}

/** Runs what was set for a signal. Returns the exit code if it ended the shell, or null if that goes on where it was. */
export function* runTrap(trap: string, surroundings: Surroundings): Generator<Step, number | null, void> {
  try {
    yield* runList(trap, surroundings);
    return null;
  } catch (thrown) {
    if (thrown instanceof Exit) return thrown.code;
    throw thrown;
  }
}

function* runScript(script: string, surroundings: Surroundings): Program {
  try {
    return yield* runList(script, surroundings);
  } catch (thrown) {
    if (thrown instanceof Exit) return thrown.code;
    throw thrown;
  }
}

function* runList(script: string, surroundings: Surroundings): Program {
  let code = 0;
  let backgroundMs = 0;
  let skip = false;
  for (const { words, into, end } of parse(script)) {
    if (!skip) {
      if (words[0] === 'wait') {
        yield { sleepMs: backgroundMs };
        code = 0;
      } else if (end === '&') {
        backgroundMs = Math.max(backgroundMs, yield* timeOf(runCommand(words, into, surroundings)));
        code = 0;
      } else code = yield* runCommand(words, into, surroundings);
    }
    skip = (end === '&&' && code !== 0) || (end === '||' && code === 0);
  }
  return code;
}

/** Runs it with all sleeping put off, and returns how long it would have slept. */
function* timeOf(program: Program): Generator<Step, number, void> {
  let sleptMs = 0;
  for (const step of program) {
    if ('sleepMs' in step) sleptMs += step.sleepMs;
    else yield step;
  }
  return sleptMs;
}

function* runCommand(
  words: readonly string[],
  into: readonly Redirect[],
  surroundings: Surroundings,
): Program {
  const [name = '', ...args] = words;
  if (name === '!') {
    return (yield* runCommand(args, into, surroundings)) === 0 ? 1 : 0;
  }
  if (name === 'exit') throw new Exit(Number(args[0] ?? 0) & 0xff);
  if (name === 'trap') {
    for (const signal of args.slice(1)) surroundings.traps.set(signal.replace(/^SIG/, ''), args[0] ?? '');
    return 0;
  }
  const program = execute(words, surroundings);
  if (program === null) {
    yield { stream: 'stderr', text: `sh: ${name}: not found\n` };
    return 127;
  }
  const targets = { stdout: '1', stderr: '2' };
  for (const { from, to } of into)
    targets[from] = to === '&1' ? targets.stdout : to === '&2' ? targets.stderr : to;
  for (const { to } of into) if (to.startsWith('/')) write(surroundings.files, to, '');
  let result = program.next();
  for (; result.done !== true; result = program.next()) {
    const step = result.value;
    if ('sleepMs' in step) yield step;
    else {
      const target = targets[step.stream];
      if (target === '1') yield { stream: 'stdout', text: step.text };
      else if (target === '2') yield { stream: 'stderr', text: step.text };
      else write(surroundings.files, target, (surroundings.files.get(target) ?? '') + step.text);
    }
  }
  return result.value;
}

function write(files: Map<string, string>, path: string, text: string): void {
  if (path === '/dev/null' || (files.size >= MAX_FILES && !files.has(path))) return;
  files.set(path, text.slice(0, MAX_FILE_LENGTH));
}

interface Redirect {
  readonly from: 'stdout' | 'stderr';
  readonly to: string;
}

interface Command {
  readonly words: readonly string[];
  readonly into: readonly Redirect[];
  readonly end: string;
}

const TOKEN =
  /[ \t\r]*(?:(&&|\|\||[;&\n]|$)|([12]?)>[ \t]*(&[12]|[^\s;&|]+)|((?:'[^']*'|"[^"]*"|[^\s;&|>'"])+))/y;

function* parse(script: string): Generator<Command> {
  let words: string[] = [];
  let into: Redirect[] = [];
  const token = new RegExp(TOKEN);
  while (token.lastIndex <= script.length) {
    const match = token.exec(script);
    if (match === null) break;
    const [whole, end, from, to, word] = match;
    if (to !== undefined) into.push({ from: from === '2' ? 'stderr' : 'stdout', to });
    else if (word !== undefined) words.push(word.replace(/'([^']*)'|"([^"]*)"/g, '$1$2'));
    else {
      if (words.length > 0) yield { words, into, end: end ?? '' };
      words = [];
      into = [];
      if (whole === '' || end === '') break;
    }
  }
}

const succeed: Applet = function* () {
  return 0;
};

const sh: Applet = function* (args, surroundings) {
  if (args[0] !== '-c') return 0;
  if (args[1] === undefined) {
    yield { stream: 'stderr', text: 'sh: -c requires an argument\n' };
    return 2;
  }
  return yield* runScript(args[1], surroundings);
};

const test: Applet = function* (args, { files }) {
  const isNegated = args[0] === '!';
  const [operator = '', path = ''] = isNegated ? args.slice(1) : args;
  if (operator !== '-f' && operator !== '-e') return 2;
  return files.has(path) === isNegated ? 1 : 0;
};

const applets: ReadonlyMap<string, Applet> = new Map<string, Applet>([
  ['true', succeed],
  [':', succeed],
  [
    'false',
    function* () {
      return 1;
    },
  ],
  [
    'echo',
    function* (args) {
      yield { stream: 'stdout', text: args[0] === '-n' ? args.slice(1).join(' ') : `${args.join(' ')}\n` };
      return 0;
    },
  ],
  [
    'sleep',
    function* ([time = '0']) {
      yield { sleepMs: time === 'infinity' ? Number.POSITIVE_INFINITY : (Number(time) || 0) * 1000 };
      return 0;
    },
  ],
  [
    'touch',
    function* (paths, { files }) {
      for (const path of paths) write(files, path, files.get(path) ?? '');
      return 0;
    },
  ],
  [
    'rm',
    function* (paths, { files }) {
      for (const path of paths) files.delete(path);
      return 0;
    },
  ],
  [
    'cat',
    function* (paths, { files }) {
      for (const path of paths) {
        const text = files.get(path);
        if (text === undefined) {
          yield { stream: 'stderr', text: `cat: can't open '${path}': No such file or directory\n` };
          return 1;
        }
        yield { stream: 'stdout', text };
      }
      return 0;
    },
  ],
  ['test', test],
  ['[', test],
  ['sh', sh],
]);
