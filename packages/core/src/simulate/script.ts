import { HaleError } from '../error.ts';
import { Act } from './act.ts';

/** At which time which container does what. */
export interface ScriptStep {
  /** From the beginning of the simulation. */
  readonly atMs: number;
  /** Its name, or its id. */
  readonly container: string;
  readonly act: Act;
}

export const MAX_SCRIPT_STEPS = 10_000;
export const MAX_SCRIPT_TIME_MS = 7 * 24 * 3_600_000;

const UNITS_MS: Readonly<Record<string, number>> = { ms: 1, s: 1000, m: 60_000, h: 3_600_000 };

/** The field of an act that the rest of its line goes to. */
const ARGUMENTS: Readonly<Record<string, string>> = {
  kill: 'signal',
  exit: 'code',
  fail: 'output',
  rename: 'name',
};

/**
 * Reads a script: one step a line, as `time container act [argument]`. Times are from the beginning, such as `500ms`, `2s`,
 * `1.5m` or `1h`; the acts are those of {@link Act}; `#` at the beginning of a line makes it a comment.
 *
 * ```text
 * # time  container   act
 * 2s      shop-api-1  fail upstream timed out
 * 12s     shop-api-1  pass
 * 20s     shop-db-1   exit 139
 * 30s     shop-web-1  kill HUP
 * ```
 *
 * Throws a `bad-input` HaleError whose `path` names line and field, as in `line 3: time`.
 */
export function parseScript(text: string): readonly ScriptStep[] {
  const steps: ScriptStep[] = [];
  for (const [index, line] of text.split(/\r?\n/).entries()) {
    const content = line.trim();
    if (content === '' || content.startsWith('#')) continue;
    if (steps.length >= MAX_SCRIPT_STEPS)
      throw wrong(index, 'step', `at most ${MAX_SCRIPT_STEPS} steps`, content);
    steps.push(parseStep(content, index));
  }
  return steps;
}

function parseStep(line: string, index: number): ScriptStep {
  const [, time = '', container, act, argument = ''] =
    /^(\S+)(?:\s+(\S+))?(?:\s+(\S+))?(?:\s+(.*))?$/.exec(line) ?? [];
  const atMs = parseTime(time);
  if (atMs === null) throw wrong(index, 'time', 'a time such as 500ms, 2s or 1.5m', time);
  if (container === undefined) throw wrong(index, 'container', 'the name of a container', '');
  return { atMs, container, act: parseAct(act ?? '', argument, index) };
}

function parseTime(text: string): number | null {
  const [, amount, unit = ''] = /^(\d+(?:\.\d+)?)(ms|s|m|h)$/.exec(text) ?? [];
  const ms = Number(amount) * (UNITS_MS[unit] ?? Number.NaN);
  return ms <= MAX_SCRIPT_TIME_MS ? ms : null;
}

function parseAct(name: string, argument: string, index: number): Act {
  const field = ARGUMENTS[name];
  if (field === undefined && argument !== '')
    throw wrong(index, 'argument', `nothing after ${name}`, argument);
  const value = field === 'code' ? Number(argument) : argument;
  const result = Act.safeParse({
    do: name,
    ...(field !== undefined && argument !== '' && { [field]: value }),
  });
  if (result.success) return result.data;
  const isKnown = Act.options.some((option) => option.shape.do.value === name);
  if (isKnown) throw wrong(index, field ?? 'argument', result.error.issues[0]?.message ?? '', argument);
  throw wrong(index, 'act', `one of ${Act.options.map((option) => option.shape.do.value).join(', ')}`, name);
}

function wrong(index: number, field: string, expected: string, got: string): HaleError {
  const path = `line ${index + 1}: ${field}`;
  return new HaleError('bad-input', `script, ${path}: expected ${expected}, got ${JSON.stringify(got)}`, {
    path,
    hint: 'Write each step as: time container act [argument].',
  });
}
